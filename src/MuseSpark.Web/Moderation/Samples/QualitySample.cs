using System.Security.Cryptography;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Moderation.Samples;

/// <summary>
/// Lets chance choose among the works that the screen allowed: what reviewers find in those is what the screen misses. Nobody can foresee
/// which ones, and the choice knows nothing of the work but who will see it, so the share that is found is that of all.
/// </summary>
public sealed class QualitySample(PolicyBook policies, RandomNumberGenerator chance)
{

    /// <summary>Marks <paramref name="screened"/> if chance wants it so. Ask once for each work, when it is finished or made public.</summary>
    public async Task DrawAsync(ScreeningLog screened, CancellationToken cancellationToken)
    {
        if (screened is not { Verdict.Action: ScreenAction.Allow, Material: { } material }) return;
        var rule = (await policies.ForAsync(material.WorkspaceId, cancellationToken))[^1].Document.Sample;
        screened.IsSample = rule.Surfaces.Contains(material.Surface) && Draw() < rule.Share;
    }

    /// <returns>0 to below 1.</returns>
    private double Draw()
    {
        Span<byte> drawn = stackalloc byte[sizeof(uint)];
        chance.GetBytes(drawn);
        return BitConverter.ToUInt32(drawn) / (uint.MaxValue + 1.0);
    }
}
