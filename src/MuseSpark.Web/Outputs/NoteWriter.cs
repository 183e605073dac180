using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;

namespace MuseSpark.Web.Outputs;

/// <summary>Says in plain words what of a prompt was not understood, and what a picture does not show, or shows as something else, or a story does not name.</summary>
public static class NoteWriter
{
    /// <summary>A prompt may name hundreds of things; nobody reads such a sentence.</summary>
    private const int MaxNamed = 6;

    private const int MaxLetters = 40;

    // Taught words that take no article.
    private static readonly HashSet<string> Uncounted =
        ["bread", "broccoli", "candy", "cheese", "coffee", "coral", "corn", "hay", "honey", "ice cream", "milk", "popcorn", "soup", "tea", "treasure", "yarn"];

    /// <returns>Null when there is nothing to say.</returns>
    public static IReadOnlyList<OutputNote>? Of(WordsRecord? words)
    {
        if (words is null) return null;
        var notes = new List<OutputNote>();
        if (words.OnlyLanguage is { } language)
            notes.Add(new(OutputNote.Language, $"I only know {language}. Ask in {language}, and it will be about what you want."));
        if (words.NotUnderstood.Count > 0)
            notes.Add(new(OutputNote.NotDrawn, $"I don't know how to draw {List([.. words.NotUnderstood.Select(word => $"'{word}'")], "or")} yet."));
        if (words.Replaced.Count > 0)
            notes.Add(new(OutputNote.DrawnAs, $"Drew {List([.. words.Replaced.Select(word => $"'{word.Word}' as {WithArticle(word.DrawnAs)}")], "and")}."));
        if (words.NotLeftOut is { Count: > 0 } unwanted)
            notes.Add(new(OutputNote.NotLeftOut, $"I could not leave out {List([.. unwanted.Select(word => $"'{Short(word)}'")], "or")}."));
        if (words.LeftOut is { Count: > 0 } unnamed)
            notes.Add(new(OutputNote.LeftOut, $"This story doesn't name {List([.. unnamed.Select(word => $"'{Short(word)}'")], "or")}. A new variation may."));
        if (words.CutOff is { } beyond)
            notes.Add(new(OutputNote.CutOff, $"The model doesn't read so long a prompt: it left out everything from '{Short(beyond)}' on."));
        if (words.Unfinished)
            notes.Add(new(OutputNote.Unfinished, "The text reached its longest length before it was complete: ask for a longer one, or for less."));
        if (words.Stopped)
            notes.Add(new(OutputNote.Stopped, "This is as far as it was written: it was stopped."));
        return notes.Count > 0 ? notes : null;
    }

    private static string Short(string words) => words.Length <= MaxLetters ? words : $"{words[..MaxLetters].TrimEnd()}…";

    private static string List(string[] items, string last) =>
        items.Length > MaxNamed ? $"{string.Join(", ", items[..MaxNamed])} {last} {items.Length - MaxNamed} more"
        : items.Length > 1 ? $"{string.Join(", ", items[..^1])} {last} {items[^1]}"
        : items[0];

    private static string WithArticle(string noun)
    {
        var isPlural = noun.EndsWith('s') && !noun.EndsWith("ss", StringComparison.Ordinal) && !noun.EndsWith("us", StringComparison.Ordinal);
        if (isPlural || Uncounted.Contains(noun)) return noun;
        return "aeiou".Contains(noun[0], StringComparison.Ordinal) && !noun.StartsWith("uni", StringComparison.Ordinal) && !noun.StartsWith("ufo", StringComparison.Ordinal) ? $"an {noun}" : $"a {noun}";
    }
}
