namespace MuseSpark.Inference.Image;

/// <summary>Puts what a critic sees into one sentence. What it is not sure of is left out.</summary>
internal sealed class Captioner(CriticLabels labels)
{
    private const float Sure = 0.5f;
    private const string Own = "its ";

    public string Write(IReadOnlyList<SeenFact> facts)
    {
        string?[] things = [.. Enumerable.Range(0, facts.Count).Where(i => facts[i].Question is "actor" or "companion" or "third thing").Select(i => Thing(facts, i)).OfType<string>()];
        var relation = things.Length > 1 ? Phrase(facts, "relation") ?? "and" : null;
        var shown = things.Length switch
        {
            0 => null,
            1 => things[0],
            2 => $"{things[0]} {relation} {things[1]}",
            _ => $"{string.Join(", ", things[..^1])} and {things[^1]}",
        };
        string?[] parts = [shown, Phrase(facts, "place"), Phrase(facts, "weather"), Phrase(facts, "time"), Phrase(facts, "moon")];
        var said = string.Join(' ', parts.Where(part => part is not null));
        if (said.Length == 0) return "I can't tell what this picture shows.";
        if (shown is null) said = $"nothing that I know, {said}";
        if (Phrase(facts, "style") is { } style) said = $"{style} {said}";
        return $"{char.ToUpperInvariant(said[0])}{said[1..]}.";
    }

    /// <summary>"a small fox", "two red boats", "a girl in blue"; null when none is seen.</summary>
    private string? Thing(IReadOnlyList<SeenFact> facts, int at)
    {
        var noun = facts[at];
        if (noun.Answer.Length == 0 || noun.Chance < Sure) return null;
        var form = labels.Nouns.GetValueOrDefault(noun.Answer) ?? new NounForm();
        var own = facts.Skip(at + 1).TakeWhile(fact => fact.Question.StartsWith(Own, StringComparison.Ordinal)).Where(fact => fact.Chance >= Sure).ToDictionary(fact => fact.Question[Own.Length..], fact => fact.Answer);
        var number = labels.Phrases.GetValueOrDefault("number")?.GetValueOrDefault(own.GetValueOrDefault("number", ""));
        var colour = own.GetValueOrDefault("colour", "");
        string[] words = [own.GetValueOrDefault("size", ""), form.Dressed ? "" : colour, number is null ? noun.Answer : form.Plural ?? noun.Answer + "s"];
        var phrase = string.Join(' ', words.Where(word => word.Length > 0));
        var counted = number is not null ? $"{number} {phrase}" : form.Mass ? phrase : $"{Article(phrase)} {phrase}";
        return form.Dressed && colour.Length > 0 ? $"{counted} in {colour}" : counted;
    }

    private string? Phrase(IReadOnlyList<SeenFact> facts, string question) =>
        facts.FirstOrDefault(fact => fact.Question == question && fact.Chance >= Sure) is { } fact ? labels.Phrases.GetValueOrDefault(question)?.GetValueOrDefault(fact.Answer) : null;

    private static string Article(string phrase) =>
        "aeiou".Contains(phrase[0], StringComparison.Ordinal) && !phrase.StartsWith("uni", StringComparison.Ordinal) && !phrase.StartsWith("ufo", StringComparison.Ordinal) ? "an" : "a";
}
