using System.Text.RegularExpressions;
using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Policy;

/// <summary>A word list of a policy, made ready to search with. Making it costs more than using it: keep it.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class WordList(IReadOnlyList<string> words)
{
    private const int MostFound = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Without backtracking: a list that somebody wrote can't make a text take long.</summary>
    private readonly Regex? _pattern = words.Count == 0 ? null : new Regex(
        string.Join('|', words.OrderByDescending(w => w.Length).Select(AsPattern)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);

    /// <summary>Where words of the list stand alone, whatever their case.</summary>
    public IReadOnlyList<FoundWords> Find(string text) => _pattern is null ? [] : [.. _pattern.Matches(text).Take(MostFound).Select(m => new FoundWords(m.Index, m.Length))];

    /// <summary>The text with those words made blank, so that what is left keeps its place.</summary>
    public string Blank(string text) => _pattern is null ? text : _pattern.Replace(text, m => new string(' ', m.Length));

    /// <summary>Standing alone, with any white space between its parts. Where it ends in a sign instead of a letter, anything may follow.</summary>
    private static string AsPattern(string word)
    {
        var parts = word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string Edge(char end) => char.IsLetterOrDigit(end) ? @"\b" : "";
        return $@"{Edge(parts[0][0])}{string.Join(@"\s+", parts.Select(Regex.Escape))}{Edge(parts[^1][^1])}";
    }
}
