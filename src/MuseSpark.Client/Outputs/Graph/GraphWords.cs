using System.Text;

namespace MuseSpark.Client.Outputs.Graph;

/// <summary>Breaks words into lines by counting letters.</summary>
public static class GraphWords
{
    /// <param name="width">In Latin letters; letters of East Asian scripts count twice.</param>
    /// <param name="most">How many lines there may be; the last one ends in "…" when there would be more.</param>
    public static IReadOnlyList<string> Lines(string text, int width, int most)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0;
        var left = new Queue<string>(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Parts(word, width)));
        while (left.TryPeek(out var word))
        {
            var needed = WidthOf(word) + (used > 0 ? 1 : 0);
            if (used + needed <= width)
            {
                line.Append(used > 0 ? " " : "").Append(left.Dequeue());
                used += needed;
                continue;
            }

            if (lines.Count == most - 1)
            {
                lines.Add($"{line}…");
                return lines;
            }

            lines.Add(line.ToString());
            line.Clear();
            used = 0;
        }

        if (used > 0) lines.Add(line.ToString());
        return lines;
    }

    /// <summary>A word in pieces that fit on a line.</summary>
    private static IEnumerable<string> Parts(string word, int width)
    {
        var part = new StringBuilder();
        var used = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            if (used + WidthOf(rune) > width)
            {
                yield return part.ToString();
                part.Clear();
                used = 0;
            }

            part.Append(rune);
            used += WidthOf(rune);
        }

        yield return part.ToString();
    }

    private static int WidthOf(string word) => word.EnumerateRunes().Sum(WidthOf);

    private static int WidthOf(Rune rune) => rune.Value >= 0x1100 && rune.Value is not (>= 0x2000 and < 0x2E80) ? 2 : 1;
}
