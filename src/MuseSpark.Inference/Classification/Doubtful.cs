namespace MuseSpark.Inference.Classification;

/// <summary>Which of a text's doubtful windows the encoder reads: all of them, unless somebody wrote a hundred thousand characters to keep it busy.</summary>
internal static class Doubtful
{
    /// <summary>Most windows of one text that are read, of 24 words each: some 16,000 characters that are doubtful throughout.</summary>
    public const int Most = 128;

    /// <summary>
    /// Of more than <see cref="Most"/>, in order of the text: the worst of each of as many equal parts as half of that, and the worst of the others wherever
    /// they stand. So neither a pile of bad sentences in one place nor many mildly bad ones around hides what is elsewhere.
    /// </summary>
    public static (int First, int End)[] Of(IReadOnlyList<((int First, int End) Window, float LogOdds)> doubtful)
    {
        if (doubtful.Count <= Most) return [.. doubtful.Select(d => d.Window)];
        const int parts = Most / 2;
        var ranked = doubtful.OrderByDescending(d => d.LogOdds).ThenBy(d => d.Window).ToArray();
        var places = doubtful[^1].Window.End;
        var chosen = ranked.DistinctBy(d => (long)d.Window.First * parts / places).Select(d => d.Window).ToHashSet();
        foreach (var (window, _) in ranked)
            if (chosen.Count == Most) break;
            else chosen.Add(window);
        return [.. chosen.Order()];
    }
}
