using System.Text.RegularExpressions;
using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>The word lists of a policy.</summary>
public static class ListedWords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Where words of the list stand alone, whatever their case.</summary>
    public static IReadOnlyList<FoundWords> Find(string text, IReadOnlyList<string> words) =>
        PatternOf(words) is { } pattern ? [.. pattern.Matches(text).Select(m => new FoundWords(m.Index, m.Length)).Take(50)] : [];

    /// <summary>The text with those words made blank, so that what is left keeps its place.</summary>
    public static string Blank(string text, IReadOnlyList<string> words) =>
        PatternOf(words) is { } pattern ? pattern.Replace(text, m => new string(' ', m.Length)) : text;

    /// <summary>Without backtracking: a list that somebody wrote can't make a text take long.</summary>
    private static Regex? PatternOf(IReadOnlyList<string> words) => words.Count == 0 ? null : new Regex(
        string.Join('|', words.OrderByDescending(w => w.Length).Select(AsPattern)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);

    /// <summary>Standing alone, with any white space between its parts. Where it ends in a sign instead of a letter, anything may follow.</summary>
    private static string AsPattern(string word)
    {
        var parts = word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string Edge(char end) => char.IsLetterOrDigit(end) ? @"\b" : "";
        return $@"{Edge(parts[0][0])}{string.Join(@"\s+", parts.Select(Regex.Escape))}{Edge(parts[^1][^1])}";
    }
}
