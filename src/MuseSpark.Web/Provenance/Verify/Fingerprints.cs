using Microsoft.EntityFrameworkCore;
using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Fingerprints;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Verify;

/// <summary>Takes the fingerprints of outputs, and finds outputs by theirs.</summary>
public static class Fingerprints
{
    /// <summary>Passages of a text that are kept: about three book pages.</summary>
    private const int MaxPassages = 200;

    /// <summary>Passages of a question that are looked up.</summary>
    private const int MaxAsked = 60;

    /// <summary>Passages of a question that are looked up by likeness.</summary>
    private const int MaxVotes = 12;

    /// <summary>Two random fingerprints are as near as this once in 26,000,000,000 pairs.</summary>
    private const int SureDistance = 7;

    /// <summary>Under so many words a SimHash is worth little.</summary>
    private const int MinWords = 20;

    public static IReadOnlyList<Fingerprint> OfPicture(Output output, RgbImage picture) =>
        Of(picture) is { } fingerprint ? [Row(output, 0, isPicture: true, exact: null, fingerprint)] : [];

    public static IReadOnlyList<Fingerprint> OfText(Output output)
    {
        var whole = TextFingerprint.Of(output.Text!);
        var passages = Passages.Of(output.Text!).Take(MaxPassages).Select((passage, i) => Row(output, i + 1, isPicture: false, Convert.ToHexStringLower(passage.Fingerprint.Exact), passage.Fingerprint.Similar));
        return [Row(output, 0, isPicture: false, Convert.ToHexStringLower(whole.Exact), whole.Similar), .. passages];
    }

    /// <returns>Null for a picture that is too thin to have one.</returns>
    public static ulong? Of(RgbImage picture) =>
        Math.Min(picture.Width, picture.Height) < PictureFingerprint.MinEdge ? null : PictureFingerprint.Of(picture.Pixels, picture.Width, picture.Height);

    /// <summary>The picture most like this one, and in how many of 64 bits it differs; null where none is similar.</summary>
    public static async Task<(Fingerprint Found, int Distance)?> FindPictureAsync(MuseSparkDb db, RgbImage picture, CancellationToken cancellationToken)
    {
        if (Of(picture) is not { } asked) return null;
        var near = await PicturesLikeAsync(db, asked, cancellationToken);
        return near.Count == 0 ? null : near[0];
    }

    /// <summary>The pictures whose fingerprint is near this one, the nearest first.</summary>
    public static Task<IReadOnlyList<(Fingerprint Found, int Distance)>> PicturesLikeAsync(MuseSparkDb db, ulong asked, CancellationToken cancellationToken) =>
        NearAsync(db, isPicture: true, asked, PictureFingerprint.SimilarDistance, cancellationToken);

    /// <summary>The text of which most passages are in this one: exact ones first, then similar ones.</summary>
    /// <returns>The share of the asked text's passages that were found in it.</returns>
    public static async Task<(Fingerprint Found, double Share, bool Exact)?> FindTextAsync(MuseSparkDb db, string text, CancellationToken cancellationToken)
    {
        var asked = Passages.Of(text).Take(MaxAsked).Select(passage => passage.Fingerprint).Prepend(TextFingerprint.Of(text)).ToList();
        var hashes = asked.Where(f => f.Words >= Passages.MinWords).Select(f => Convert.ToHexStringLower(f.Exact)).Distinct().ToList();
        var exact = await db.Fingerprints.AsNoTracking().Where(f => !f.IsPicture && hashes.Contains(f.Exact!)).Take(1_000).ToListAsync(cancellationToken);
        if (exact.GroupBy(f => f.OutputId).MaxBy(group => group.Select(f => f.Exact).Distinct().Count()) is { } best)
            return (best.First(), best.Select(f => f.Exact).Distinct().Count() / (double)hashes.Count, true);

        var votes = new List<(Fingerprint Found, int Distance)>();
        var lengthy = asked.Where(f => f.Words >= MinWords).Take(MaxVotes).ToList();
        foreach (var passage in lengthy)
            votes.AddRange((await NearAsync(db, isPicture: false, passage.Similar, TextFingerprint.SimilarDistance, cancellationToken)).DistinctBy(near => near.Found.OutputId));

        // Among a million works some passage is as near as this by chance, but no two passages are near to those of one work.
        return votes.GroupBy(vote => vote.Found.OutputId).Where(group => group.Count() > 1 || group.First().Distance <= SureDistance).MaxBy(group => group.Count()) is { } likely
            ? (likely.First().Found, likely.Count() / (double)lengthy.Count, false) : null;
    }

    private static async Task<IReadOnlyList<(Fingerprint Found, int Distance)>> NearAsync(MuseSparkDb db, bool isPicture, ulong asked, int distance, CancellationToken cancellationToken)
    {
        var probes = HammingBands.Probes(asked, distance).ToLookup(key => key >> 16);
        List<int> first = [.. probes[0]], second = [.. probes[1]], third = [.. probes[2]], fourth = [.. probes[3]];
        IQueryable<Fingerprint> all = db.Fingerprints.AsNoTracking().Where(f => f.IsPicture == isPicture);
        // One indexed question a quarter: a single one with "or" would read the whole table. Thousands share a quarter, so only their numbers are fetched.
        var similar = new HashSet<long>();
        foreach (var band in new[] { all.Where(f => first.Contains(f.Band0)), all.Where(f => second.Contains(f.Band1)), all.Where(f => third.Contains(f.Band2)), all.Where(f => fourth.Contains(f.Band3)) })
            similar.UnionWith(await band.Select(f => f.Similar).Take(MaxCandidates).ToListAsync(cancellationToken));
        var near = similar.Where(candidate => HammingBands.Distance(asked, (ulong)candidate) <= distance).Take(MaxNear).ToList();
        if (near.Count == 0) return [];
        var keys = near.Select(candidate => HammingBands.Keys((ulong)candidate)[0]).Distinct().ToList();
        var found = await all.Where(f => keys.Contains(f.Band0) && near.Contains(f.Similar)).Take(MaxNear).ToListAsync(cancellationToken);
        return [.. found.Select(f => (Found: f, Distance: HammingBands.Distance(asked, (ulong)f.Similar))).OrderBy(f => f.Distance).ThenBy(f => f.Found.OutputId)];
    }

    private const int MaxCandidates = 20_000, MaxNear = 1_000;

    private static Fingerprint Row(Output output, int ordinal, bool isPicture, string? exact, ulong similar)
    {
        var keys = HammingBands.Keys(similar);
        return new Fingerprint
        {
            WorkspaceId = output.WorkspaceId,
            OutputId = output.Id,
            Ordinal = ordinal,
            IsPicture = isPicture,
            Exact = exact,
            Similar = (long)similar,
            Band0 = keys[0],
            Band1 = keys[1],
            Band2 = keys[2],
            Band3 = keys[3],
        };
    }
}
