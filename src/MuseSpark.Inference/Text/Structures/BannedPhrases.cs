using System.Text;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>Reads what a text must not say into an automaton of all texts that don't say it.</summary>
internal static class BannedPhrases
{
    public const int MaxCount = 100, MaxLength = 100;

    // Letters of alphabets whose words are apart (Latin, Greek, Cyrillic, Armenian, Georgian), what is set on them, and digits.
    private static readonly CodePoints OfWords = CodePoints.Of(
        ('0', '9'), ('A', 'Z'), ('a', 'z'), (0xAA, 0xAA), (0xB5, 0xB5), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x52F), (0x531, 0x556), (0x560, 0x588), (0x10A0, 0x10FF), (0x1E00, 0x1FFF));

    private static readonly Pattern Tail = new Pattern.Byte(0x80, 0xBF);

    // What no decoder takes for a character, and shows as one that is no letter: a beginning without its rest, a rest without a beginning.
    private static readonly Pattern Broken = Pattern.Any(
        new Pattern.Byte(0xC0, 0xFF), Pattern.Of(new Pattern.Byte(0xE0, 0xFF), Tail), Pattern.Of(new Pattern.Byte(0xF0, 0xFF), Tail, Tail),
        Pattern.Of(Pattern.Any(
            new Pattern.Byte(0, 0x7F), Pattern.Of(new Pattern.Byte(0xC0, 0xDF), Tail), Pattern.Of(new Pattern.Byte(0xE0, 0xEF), Tail, Tail),
            Pattern.Of(new Pattern.Byte(0xF0, 0xFF), Tail, Tail, Tail)), Pattern.Many(Tail, 1)));

    private static readonly CodePoints Spaces = CodePoints.Of(
        [.. Enumerable.Range(0, 0x3001).Where(c => char.IsWhiteSpace((char)c)).Select(c => (c, c))]);

    /// <exception cref="ModelException">There are too many, or one is empty or too long.</exception>
    public static ByteAutomaton Read(IReadOnlyList<string> phrases)
    {
        if (phrases.Count > MaxCount) throw new ModelException($"The setting can't be used: at most {MaxCount} phrases can be banned.");
        if (phrases.Any(p => string.IsNullOrWhiteSpace(p) || p.Length > MaxLength))
            throw new ModelException($"The setting can't be used: a banned phrase has 1 to {MaxLength} characters.");
        List<Pattern> anywhere = [], words = [];
        foreach (var phrase in phrases.Select(p => p.Trim())) (IsOfWord(phrase.EnumerateRunes().First()) ? words : anywhere).Add(PatternOf(phrase));
        var before = Pattern.Many(new Pattern.Byte());
        // A word is banned where a word begins: who bans "ass" has nothing against "class".
        var wordBefore = words.Count == 0 ? Pattern.Nothing : Pattern.Any(Pattern.Nothing, Pattern.Of(before, Pattern.Any(new Pattern.One(OfWords.Not()), Broken)));
        return AutomatonBuilder.Build(
            [Pattern.Any([.. words.Count == 0 ? [] : new[] { Pattern.Of(wordBefore, new Pattern.Either(words)) }, Pattern.Of(before, new Pattern.Either(anywhere))])]).Without();
    }

    /// <summary>In any case, with any white space.</summary>
    private static Pattern PatternOf(string phrase)
    {
        var parts = new List<Pattern>();
        var afterSpace = false;
        foreach (var rune in phrase.EnumerateRunes())
        {
            var isSpace = Rune.IsWhiteSpace(rune);
            if (isSpace && !afterSpace) parts.Add(Pattern.Many(new Pattern.One(Spaces), 1));
            else if (!isSpace) parts.Add(new Pattern.One(Variants(rune)));
            afterSpace = isSpace;
        }
        return new Pattern.Row(parts);
    }

    private static CodePoints Variants(Rune rune)
    {
        if (rune.Value is '\'' or '\u2019') return CodePoints.Of(('\'', '\''), ('\u2019', '\u2019'));
        var (upper, lower) = (Rune.ToUpperInvariant(rune), Rune.ToLowerInvariant(rune));
        return CodePoints.Of((rune.Value, rune.Value), (upper.Value, upper.Value), (lower.Value, lower.Value));
    }

    private static bool IsOfWord(Rune rune) => OfWords.Ranges.Any(range => rune.Value >= range.First && rune.Value <= range.Last);
}
