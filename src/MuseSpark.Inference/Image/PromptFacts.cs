using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Image;

/// <summary>Something a prompt asks to see.</summary>
/// <param name="Kind">"thing", "place", "time", "weather" or "style".</param>
/// <param name="Colour">The colour named right before a thing, if any.</param>
internal sealed record PromptFact(string Kind, string Answer, string? Colour = null);

/// <summary>Finds what a prompt asks to see, by a table of phrases; the longest phrase counts.</summary>
/// <param name="table">Phrase in lower case to [kind, answer].</param>
internal sealed partial class PromptFacts(IReadOnlyDictionary<string, string[]> table)
{
    private const string Colour = "colour";
    private readonly int _longest = table.Keys.Select(phrase => phrase.Count(c => c == ' ') + 1).DefaultIfEmpty(0).Max();

    public IReadOnlyList<PromptFact> In(string prompt)
    {
        var words = Word().Matches(prompt.ToLowerInvariant()).Select(m => m.Value).ToArray();
        var facts = new List<PromptFact>();
        string? colour = null;
        for (var at = 0; at < words.Length;)
        {
            var (length, found) = Longest(words, at);
            if (found is null) { at++; continue; }
            if (found is [Colour, var named]) colour = named;
            else if (found is [var kind, var answer])
            {
                facts.Add(new PromptFact(kind, answer, kind == "thing" ? colour : null));
                colour = null;
            }
            at += length;
        }
        return [.. facts.Distinct()];
    }

    private (int Length, string[]? Found) Longest(string[] words, int at)
    {
        for (var length = Math.Min(_longest, words.Length - at); length > 0; length--)
            if (table.TryGetValue(string.Join(' ', words, at, length), out var found)) return (length, found);
        return (1, null);
    }

    [GeneratedRegex(@"[\p{L}\d'-]+")]
    private static partial Regex Word();
}
