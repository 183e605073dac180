using System.Text.RegularExpressions;

namespace MuseSpark.Training.Corpus;

/// <summary>Gives a text the prompt a person might have typed for it, from what is in the text.</summary>
public sealed partial class PromptWriter(Lexicon lexicon, Random random)
{
    private static readonly string[] Requests =
    [
        "{0}", "{0}", "{0}", "a story about {0}", "Tell me about {0}", "Tell me a story about {0}.", "Write a story about {0}", "story about {0}",
        "Can you tell a story about {0}?", "I would like a story about {0}", "Please write about {0}.", "{0}, please", "once upon a time, {0}", "a short story about {0}",
    ];

    private static readonly string[] SentenceRequests = ["{0}", "{0}", "{0}", "{0}.", "a story where {0}", "Tell me a story where {0}.", "Write a story in which {0}", "once upon a time, {0}"];

    /// <summary>Whether a prompt template says what happens ("{a hero} finds a key", or whatever ends with a full stop) instead of naming something.</summary>
    public static bool IsSentence(string template) => template[^1] == '.' || Sentence().IsMatch(template);

    public string AskForEvent(string sentence) => string.Format(null, SentenceRequests[random.Next(SentenceRequests.Length)], sentence.TrimEnd('.'));

    /// <summary>Wraps "a brave fox in the snow" as one of the ways to ask for it; "a bedtime story for a fox" asks already.</summary>
    public string Ask(string subject) =>
        AsksAlready().IsMatch(subject) ? subject : string.Format(null, Requests[random.Next(Requests.Length)], subject);

    /// <summary>The hero and things of a story, or its first sentence; null where nothing fits.</summary>
    public string? ForStory(string text)
    {
        var head = text.Length > 700 ? text[..700] : text;
        var named = NamedHero().Match(head);
        var words = KeyWords(head);
        if (named.Success && random.Next(3) > 0)
        {
            var hero = $"{Article(named.Groups[1].Value)} {named.Groups[1].Value} named {named.Groups[2].Value}";
            var other = words.FirstOrDefault(w => !hero.Contains(w, StringComparison.Ordinal));
            return Ask(other is null || random.Next(4) == 0 ? hero : $"{hero} and {Article(other)} {other}");
        }
        if (words.Count < 2) return null;
        words = [.. words.Take(random.Next(2, 4))];
        return random.Next(4) switch
        {
            0 => string.Join(", ", words),
            1 => string.Join(' ', words),
            _ when words.Count == 2 => Ask($"{Article(words[0])} {words[0]} and {Article(words[1])} {words[1]}"),
            _ => Ask($"{Article(words[0])} {words[0]}, {Article(words[1])} {words[1]} and {Article(words[2])} {words[2]}"),
        };
    }

    /// <summary>Heroes first, then places and things, in the order of the text.</summary>
    private List<string> KeyWords(string text)
    {
        var present = Word().Matches(text.ToLowerInvariant()).Select(m => m.Value).Distinct().ToList();
        var heroes = present.Where(w => lexicon.Heroes.Contains(w)).Take(2);
        var rest = present.Where(w => lexicon.Places.Contains(w) || lexicon.Things.Contains(w)).Take(2);
        return [.. heroes.Concat(rest).Distinct()];
    }

    public static string Article(string noun) => VowelSound().IsMatch(noun) ? "an" : "a";

    [GeneratedRegex(@"\b[Aa]n? ((?:[a-z]+ )?[a-z]+) (?:named|called) ([A-Z][a-z]+)")] private static partial Regex NamedHero();
    [GeneratedRegex(@"^\{(?:a (?:hero|friend|named|kind|fkind|motif)|name|motif)\} (?!and |who|with|that |for |at |to |of |without |living |named |called |\{(?!does\}|did\})|in |on |lost |from |afraid|\()|^\{a hero\} and \{a friend\} (?!and |who|with|in |on |at |under )[a-z]|both|become|have a |^(?:my|the) \{kind\} \{(?:does|did)\}|^teach ")] private static partial Regex Sentence();
    [GeneratedRegex(@"story|\babout\b|\?$|^what if|^(?:can|could) you")] private static partial Regex AsksAlready();
    [GeneratedRegex("^(?:(?!uni|one|eu|u[sk])[aeiou]|ho(?:nest|ur))", RegexOptions.IgnoreCase)] private static partial Regex VowelSound();
    [GeneratedRegex(@"[a-z]+")] private static partial Regex Word();
}
