namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Bulleted story ideas about one hero or one place, from the plots' own prompts: each line is one plot with its own cast.</summary>
public sealed class IdeaLists(GrammarData data, Random random)
{
    public const string Source = "idea-lists";
    private static readonly string[] Requests =
    [
        "ideas for a story {0}", "Give me ideas {0}", "story ideas {0}", "Give me five ideas for a story {0}", "I need ideas for a story {0}",
        "What could I write {0}?", "some ideas {0}, please", "Can you give me ideas {0}?", "brainstorm {0}", "ideas {0}",
    ];
    private static readonly string[] Endings =
    [
        "but nobody believes it", "and everything goes wrong", "and must keep it a secret", "just before the winter comes", "on the longest day of the year",
        "and finds out who did it", "but only until midnight", "while everyone else is asleep", "and cannot stop laughing", "with only one day left",
    ];

    public Document Next()
    {
        var aboutHero = random.Next(3) > 0;
        var kind = StoryCast.Pick(data.Kinds, random);
        var place = StoryCast.Pick(data.Places, random);
        var subject = aboutHero ? $"about {PromptWriter.Article(kind.Name)} {kind.Name}" : $"{place.Preposition} {PromptWriter.Article(place.Name)} {place.Name}";
        var lines = Enumerable.Range(0, random.Next(4, 7)).Select(_ => Line(aboutHero ? kind : null, aboutHero ? null : place)).Distinct();
        return new(Source, "ideas", string.Join('\n', lines), string.Format(null, StoryCast.Pick(Requests, random), subject));
    }

    private string Line(CharacterKind? kind, Place? place)
    {
        StoryCast cast;
        string[] sentences;
        do
        {
            cast = new StoryCast(data, random, kind, place);
            sentences = [.. cast.Plot.Prompts.Where(PromptWriter.IsSentence)];
        }
        while (sentences.Length == 0);
        var line = new SlotFiller(data, cast, random, captions: true) { Prompt = true }.Fill(StoryCast.Pick(sentences, random));
        if (place is not null && !line.Contains(place.Name, StringComparison.Ordinal)) line += $" {place.Preposition} the {place.Name}";
        if (random.Next(3) == 0) line += ", " + StoryCast.Pick(Endings, random);
        return $"- {char.ToUpperInvariant(line[0])}{line[1..]}.";
    }
}
