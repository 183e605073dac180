using System.Text.RegularExpressions;

namespace MuseSpark.Training.Corpus;

/// <summary>A group of four words that a text says three times: what is counted as a loop, so stories to learn from have none.</summary>
public static partial class Refrain
{
    private const int Words = 4, Times = 3;

    public static bool IsIn(string text)
    {
        var words = Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).ToList();
        return Enumerable.Range(0, Math.Max(0, words.Count - Words + 1)).CountBy(i => (words[i], words[i + 1], words[i + 2], words[i + 3])).Any(group => group.Value >= Times);
    }

    [GeneratedRegex(@"[\p{L}']+")] private static partial Regex Word();
}
