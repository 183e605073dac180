using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>
/// Turns a prompt into words that a picture model was taught: a stallion becomes a horse, a thing nobody taught it is left out, and both
/// are told. Words that are no names of things stay as they are; the model has learned to pass over such.
/// </summary>
/// <remarks>Safe for concurrent calls. It never throws, and takes time in proportion to the length of the prompt.</remarks>
public sealed class PromptWords
{
    private const int MaxPhrase = 5;

    private readonly Dictionary<string, PromptMeaning> _meanings = [];
    private readonly int _longestWord, _longestPhrase = 1;

    public PromptWords(WordsFile file)
    {
        foreach (var (thing, plural) in file.Things)
        {
            Add(thing, new(PromptKind.Thing, thing, plural));
            if (plural != "") Add(plural, new(PromptKind.Thing, plural, plural));
        }
        foreach (var word in WordsFile.Split(file.Words)) Add(word, new(PromptKind.Word, word, ""));
        foreach (var (taught, words) in file.StandIns)
        {
            var plural = file.Things.GetValueOrDefault(taught) ?? "";
            foreach (var word in WordsFile.Split(words)) Add(word, new(PromptKind.StandIn, taught, plural));
        }
        foreach (var word in WordsFile.Split(file.Undrawn)) Add(word, new(PromptKind.Undrawn, word, ""));
        foreach (var word in WordsFile.Split(file.Unseen)) Add(word, new(PromptKind.Unseen, word, ""));
        foreach (var key in _meanings.Keys)
        {
            _longestWord = Math.Max(_longestWord, key.Length);
            _longestPhrase = Math.Clamp(key.Count(c => c == ' ') + 1, _longestPhrase, MaxPhrase);
        }
    }

    /// <summary>The words of a model folder; null where its manifest lists none.</summary>
    /// <exception cref="ModelException">The file is damaged or not what it should be.</exception>
    public static PromptWords? Open(string folder, ModelManifest manifest) =>
        manifest.Files.ContainsKey(WordsFile.Name) ? new PromptWords(WordsFile.Read(folder)) : null;

    public PromptReading Read(string prompt)
    {
        var words = PromptSplitter.Split(prompt);
        var parts = new List<PromptPart>(words.Count);
        for (int at = 0, length; at < words.Count; at += length)
        {
            var (part, taken) = Longest(words, at);
            length = taken;
            parts.Add(part);
        }
        var text = PromptTrimmer.Trim(parts);
        return new PromptReading(
            // Of a prompt without a single word for the model it gets what was typed.
            text.Length > 0 ? text : prompt,
            [.. parts.Where(p => p.Kind == PromptKind.StandIn).Select(p => new ReplacedWord(p.Said, p.Taught)).DistinctBy(r => r.Word)],
            [.. parts.Where(p => p.Kind == PromptKind.Undrawn).Select(p => p.Said).Distinct()]);
    }

    private void Add(string phrase, PromptMeaning meaning)
    {
        var key = string.Join(' ', PromptSplitter.Split(phrase).Select(word => word.Key));
        if (key.Length > 0) _meanings.TryAdd(key, meaning);
    }

    /// <summary>The longest phrase from here that is known, or the one word that is not.</summary>
    private (PromptPart Part, int Length) Longest(List<PromptWord> words, int at)
    {
        var first = words[at];
        // "A dog named Rose" asks for no flower.
        if (at > 0 && words[at - 1].Key is "named" or "called" && !first.AfterBreak) return (new(first, PromptKind.Unseen, first.Text, first.Text, first.Text), 1);

        var length = 1;
        while (length < _longestPhrase && at + length < words.Count && !words[at + length].AfterBreak) length++;
        for (; length > 0; length--)
        {
            var last = words[at + length - 1];
            if (words.Skip(at).Take(length).Any(word => word.Key.Length > _longestWord)) continue;
            var start = string.Concat(words.Skip(at).Take(length - 1).Select(word => word.Key + " "));
            var said = string.Join(' ', words.Skip(at).Take(length).Select(word => word.Text));
            if (Find(start, last.Key) is { } found) return (Part(found, said), length);
            // Written with a hyphen, known as one word.
            if (length == 2 && last.AfterHyphen && Find("", first.Key + last.Key) is { } joined) return (Part(joined, $"{first.Text}-{last.Text}"), length);
        }
        return (new(first, PromptKind.Unknown, first.Text, first.Text, first.Text), 1);

        PromptPart Part((PromptMeaning Meaning, bool IsPlural) found, string said)
        {
            var (meaning, isPlural) = found;
            var text = meaning.Kind is PromptKind.Undrawn or PromptKind.Unseen ? said : isPlural && meaning.Plural != "" ? meaning.Plural : meaning.Taught;
            return new(first, meaning.Kind, said, text, meaning.Taught);
        }
    }

    private (PromptMeaning Meaning, bool IsPlural)? Find(string start, string last)
    {
        if (_meanings.TryGetValue(start + last, out var meaning)) return (meaning, false);
        foreach (var singular in EnglishPlurals.Singulars(last))
            if (_meanings.TryGetValue(start + singular, out meaning) && meaning.Kind != PromptKind.Word) return (meaning, true);
        return null;
    }
}
