using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Provenance.SoftBindings;

/// <summary>Finds the credentials of works by what is left in their pixels.</summary>
public sealed class SoftBindingLookup(MuseSparkDb db, PictureTraces pictures)
{
    /// <returns>Null when the value is none of this algorithm.</returns>
    public async Task<IReadOnlyList<SoftBindingMatch>?> ByValueAsync(string algorithm, byte[] value, int count, CancellationToken cancellationToken) => algorithm switch
    {
        SoftBindingAlgorithms.Watermark when SoftBindingAlgorithms.Mark(value) is { } mark => await ByMarkAsync(mark, cancellationToken),
        SoftBindingAlgorithms.Fingerprint when SoftBindingAlgorithms.Hash(value) is { } hash => await ByHashAsync(hash, count, cancellationToken),
        _ => null,
    };

    /// <summary>By the mark that is read from the pixels, then by their likeness. Nothing is kept of the file.</summary>
    /// <param name="only">one algorithm; null for both</param>
    public async Task<IReadOnlyList<SoftBindingMatch>> ByContentAsync(byte[] file, string? only, int count, CancellationToken cancellationToken)
    {
        if (await PictureTraces.OpenAsync(file, cancellationToken) is not { } picture) return [];
        var found = new List<SoftBindingMatch>();
        if (only is null or SoftBindingAlgorithms.Watermark && pictures.Read(picture) is { } mark) found.AddRange(await ByMarkAsync((long)mark.Id, cancellationToken));
        if (only is null or SoftBindingAlgorithms.Fingerprint && Fingerprints.Of(picture) is { } hash) found.AddRange(await ByHashAsync(hash, count, cancellationToken));
        return found;
    }

    private async Task<IReadOnlyList<SoftBindingMatch>> ByMarkAsync(long mark, CancellationToken cancellationToken) =>
        await db.ProvenanceRecords.Where(r => r.MarkId == mark && r.Manifest != null).Select(r => new SoftBindingMatch(r.Manifest!, 100)).ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<SoftBindingMatch>> ByHashAsync(ulong hash, int count, CancellationToken cancellationToken)
    {
        var near = (await Fingerprints.PicturesLikeAsync(db, hash, cancellationToken)).Take(count).ToList();
        var (workspaces, outputs) = (near.Select(n => n.Found.WorkspaceId).Distinct().ToList(), near.Select(n => n.Found.OutputId).ToList());
        var manifests = await db.ProvenanceRecords.Where(r => workspaces.Contains(r.WorkspaceId) && outputs.Contains(r.OutputId) && r.Manifest != null)
            .Select(r => new { r.OutputId, r.Manifest }).ToDictionaryAsync(r => r.OutputId, r => r.Manifest!, cancellationToken);
        return [.. near.Where(n => manifests.ContainsKey(n.Found.OutputId)).Select(n => new SoftBindingMatch(manifests[n.Found.OutputId], Score(n.Distance)))];
    }

    // Chance alone agrees in half of the 64 bits.
    private static int Score(int distance) => 100 - distance * 100 / 32;
}
