namespace MuseSpark.Inference.Classification.Reading;

/// <summary>Parts of a text that the encoder judges each by itself.</summary>
public static class Passages
{
    /// <summary>Most pieces of a passage, without those before and behind it.</summary>
    public const int MostPieces = 126;

    public const int MostWords = 36;

    // A sentence that is cut in two is whole in one of them, if it is short.
    private const int Shared = 4;

    /// <summary>Passages over the places of windows, which may overlap and stand in order. (first, end) in words.</summary>
    public static IEnumerable<(int First, int End)> Of(PieceText text, IEnumerable<(int First, int End)> windows)
    {
        foreach (var (first, end) in Joined(windows))
            for (var from = first; ;)
            {
                var to = from + 1;
                while (to < end && to - from < MostWords && text.FirstOf(to + 1) - text.FirstOf(from) <= MostPieces) to++;
                yield return (from, to);
                if (to == end) break;
                from = to - Math.Min(Shared, (to - from) / 4);
            }
    }

    private static IEnumerable<(int First, int End)> Joined(IEnumerable<(int First, int End)> windows)
    {
        (int First, int End)? open = null;
        foreach (var window in windows)
            if (open is { } before && window.First <= before.End) open = (before.First, Math.Max(before.End, window.End));
            else
            {
                if (open is { } done) yield return done;
                open = window;
            }
        if (open is { } last) yield return last;
    }
}
