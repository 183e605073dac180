using MuseSpark.Client.Generations;
using MuseSpark.Inference.Image;

namespace MuseSpark.Web.Generations.Scheduling;

/// <summary>Which models a job needs first; each pool has a queue and workers of its own, so chats do not wait for pictures.</summary>
public static class Pools
{
    public const string Text = "text", Picture = "picture";

    public static IReadOnlyList<string> All { get; } = [Text, Picture];

    public static string Of(string kind) => Kinds.NeedsPictureModel(kind) ? Picture : Text;

    public static IReadOnlyList<string> KindsOf(string pool) => [.. Kinds.All.Where(kind => Of(kind) == pool)];

    /// <summary>
    /// Predicted work: tokens in the text pool; in the picture pool denoiser runs for 256 x 256. It grows with the edge: a model that enlarges
    /// paints the same square for every size, and one that doesn't paints all of it, which is between the two. Enlarging grows with the pixels made.
    /// </summary>
    public static double CostOf(string kind, string mode, GenerationSettings settings)
    {
        if (settings.Enlarge is not null) return Math.Max(1, RunsPerMegapixel * (settings.Width ?? 0) * (settings.Height ?? 0) / 1e6);
        var painting = (settings.Steps ?? 0) * (settings.Guidance > 1 ? 2 : 1) * (Math.Sqrt((double)(settings.Width ?? 0) * (settings.Height ?? 0)) / 256) * Modes.PicturesOf(mode)
            * (1 + (((settings.PictureOpenings ?? 1) - 1.0) / ImageRequest.OpeningParts));
        return Of(kind) == Picture ? Math.Max(1, painting) : ((settings.MaxTokens ?? 0) * Modes.DraftsOf(mode)) + (settings.WithPicture ? TokensPerPainting * painting : 0);
    }

    /// <summary>Work granted to a workspace each turn: about one ordinary job.</summary>
    public static double QuantumOf(string pool) => pool == Picture ? 32 : 400;

    /// <summary>A million pixels that are made by enlarging take about as long as so many denoiser runs.</summary>
    private const double RunsPerMegapixel = 80;

    /// <summary>One denoiser run takes about as long as so many tokens.</summary>
    private const double TokensPerPainting = 10;
}
