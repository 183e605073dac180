namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Bulleted story ideas about one hero or one place, from the plots' own prompts: each line is one plot with its own cast.</summary>
public sealed class IdeaLists(GrammarData data, Random random)
{
    public const string Source = "idea-lists";
    private readonly ILookup<string, string> _wordings = data.Keyed("ideas").ToLookup(w => w.Key, w => w.Value);

    public Document Next()
    {
        var aboutHero = random.Next(3) > 0;
        var kind = StoryCast.Pick([.. data.Kinds.Where(k => !k.Still)], random);
        var place = StoryCast.Pick(data.Places, random);
        var subject = aboutHero ? $"about {PromptWriter.Article(kind.Name)} {kind.Name}" : $"{place.Preposition} {place.WithArticle()}";
        var lines = Enumerable.Range(0, random.Next(4, 7)).Select(_ => Line(aboutHero ? kind : null, aboutHero ? null : place)).Distinct();
        return new(Source, "ideas", string.Join('\n', lines), string.Format(null, Wording("request"), subject));
    }

    private string Line(CharacterKind? kind, Place? place)
    {
        StoryCast cast;
        string[] sentences;
        do
        {
            cast = new StoryCast(data, random, kind, place);
            sentences = [.. cast.Plot.Prompts.Where(p => PromptWriter.IsSentence(p) && (kind is null || p.Contains("{a hero}", StringComparison.Ordinal)))];
        }
        while (sentences.Length == 0);
        var line = new SlotFiller(data, cast, random, captions: true) { Prompt = true }.Fill(StoryCast.Pick(sentences, random)).TrimEnd('.');
        if (place is not null && !line.Contains(place.Name, StringComparison.Ordinal)) line += $" {place.Preposition} {place.Definite}";
        if (random.Next(3) == 0) line += ", " + Wording("ending");
        return $"- {char.ToUpperInvariant(line[0])}{line[1..]}.";
    }

    private string Wording(string use) => StoryCast.Pick([.. _wordings[use]], random);
}
