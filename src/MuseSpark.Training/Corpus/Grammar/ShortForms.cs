using System.Text.RegularExpressions;

namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Rhymed couplets about a hero, a thing, both or a topic, and short answers to what people say to a writing companion.</summary>
public sealed partial class ShortForms
{
    public const string PoemSource = "couplets", ChatSource = "small-talk";
    private static readonly string[] PoemRequests = ["a poem about {0}", "a poem about {0}", "poem about {0}", "Write a poem about {0}", "a short poem about {0}", "rhyme about {0}", "Please write a poem about {0}.", "a little poem for children about {0}", "{0}"];

    private readonly GrammarData _data;
    private readonly Random _random;
    private readonly ILookup<string, string> _couplets;
    private readonly string[][] _talk;
    private readonly string[] _topics;

    public ShortForms(GrammarData data, Random random)
    {
        (_data, _random) = (data, random);
        _couplets = data.Keyed("poems").ToLookup(c => c.Key, c => c.Value.Replace(" / ", "\n", StringComparison.Ordinal));
        _topics = [.. _couplets.Select(c => c.Key).Where(k => !k.Contains('-'))];
        _talk = [.. data.Rows("chat")];
    }

    public Document Poem()
    {
        var cast = new StoryCast(_data, _random);
        var (hero, thing) = (cast.Hero.Kind.Name, cast.Thing.Name);
        var (subject, lines) = _random.Next(10) switch
        {
            < 4 => (Article(hero), Lines("hero", _random.Next(1, 3))),
            < 6 => (Article(thing), Lines("thing", _random.Next(1, 3))),
            < 7 => ($"{Article(hero)} and {Article(thing)}", Lines("pair", _random.Next(1, 3))),
            _ => Topic(),
        };
        var text = Fill(string.Join(_random.Next(2) == 0 ? "\n" : "\n\n", lines), cast);
        return new(PoemSource, "poem", text, string.Format(null, StoryCast.Pick(PoemRequests, _random), subject));
    }

    public Document Talk()
    {
        var cast = new StoryCast(_data, _random);
        var row = StoryCast.Pick(_talk, _random);
        var said = Fill(row[0], cast);
        if (_random.Next(3) == 0) said = said.ToLowerInvariant();
        return new(ChatSource, "chat", Fill(StoryCast.Pick(GrammarData.Wordings(row[1]), _random), cast), said);
    }

    private (string Subject, List<string> Lines) Topic()
    {
        var topic = StoryCast.Pick(_topics, _random);
        var couplets = _couplets[topic].ToArray();
        _random.Shuffle(couplets);
        return (topic, [.. couplets.Take(_random.Next(2, 4))]);
    }

    private List<string> Lines(string about, int middles)
    {
        var middle = _couplets[about + "-middle"].ToArray();
        _random.Shuffle(middle);
        return [Any(about + "-open"), .. middle.Take(middles), Any(about + "-end")];
    }

    private string Any(string key) => StoryCast.Pick(_couplets[key].ToArray(), _random);

    private string Article(string noun) => _random.Next(4) == 0 ? "the " + noun : $"{PromptWriter.Article(noun)} {noun}";

    private string Fill(string template, StoryCast cast)
    {
        var gender = cast.Hero.Kind.Gender;
        string[] names = gender is 'b' or 'i' ? [.. _data.Names['h'], .. _data.Names['s']] : [.. _data.Names[gender]];
        _random.Shuffle(names);
        var filled = Slot().Replace(template, match =>
        {
            var slot = match.Groups[1].Value;
            var value = (char.ToLowerInvariant(slot[0]) + slot[1..]) switch
            {
                "hero" => cast.Hero.Kind.Name,
                "thing" => cast.Thing.Name,
                "trait" => cast.Hero.Adjective ?? "little",
                "place" => cast.Place.Name,
                "in" => $"{cast.Place.Preposition} {cast.Place.Definite}",
                "in a" => $"{cast.Place.Preposition} {cast.Place.WithArticle()}",
                "he" => cast.Hero.He,
                "him" => cast.Hero.Him,
                "his" => cast.Hero.His,
                "name" => names[0],
                "name2" => names[1],
                "name3" => names[2],
                _ => throw new InvalidDataException($"The short forms have no slot {{{slot}}}."),
            };
            return char.IsUpper(slot[0]) ? char.ToUpperInvariant(value[0]) + value[1..] : value;
        });
        return ArticleBeforeVowel().Replace(filled, "$1n ");
    }

    [GeneratedRegex(@"\{([^}]+)\}")] private static partial Regex Slot();
    [GeneratedRegex(@"\b([Aa]) (?=(?!uni|one|eu|u[sk])[aeiou]|ho(?:nest|ur))")] private static partial Regex ArticleBeforeVowel();
}
