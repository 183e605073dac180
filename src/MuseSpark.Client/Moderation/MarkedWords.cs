namespace MuseSpark.Client.Moderation;

/// <summary>A piece of a text that was screened.</summary>
/// <param name="Strength">0: nothing was found in it; 1 to 3: how much it did to the score.</param>
public sealed record MarkedPiece(string Text, int Strength);

public static class MarkedWords
{
    public const int Strongest = 3;

    /// <summary>Cuts a text where the words begin and end that drove its scores. Words outside of the text are left out.</summary>
    public static IReadOnlyList<MarkedPiece> Of(string text, IEnumerable<Finding> findings)
    {
        var strengths = new byte[text.Length];
        foreach (var words in findings.Select(finding => finding.Words))
        {
            for (var i = 0; i < words.Count; i++)
            {
                // The strongest third of a finding's words, the next, and the rest; of one or two words, the first.
                var strength = (byte)(Strongest - (Strongest * i / words.Count));
                var (from, to) = (Math.Max(words[i].Start, 0), Math.Min((long)words[i].Start + words[i].Length, text.Length));
                for (var at = from; at < to; at++) strengths[at] = Math.Max(strengths[at], strength);
            }
        }

        var pieces = new List<MarkedPiece>();
        for (var (from, at) = (0, 1); at <= text.Length; at++)
        {
            if (at < text.Length && strengths[at] == strengths[from]) continue;
            pieces.Add(new MarkedPiece(text[from..at], strengths[from]));
            from = at;
        }

        return pieces;
    }
}
