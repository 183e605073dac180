using System.Text.Json;
using MuseSpark.Training.Scenes;

namespace MuseSpark.Training.Image;

/// <summary>
/// What the critic's questions and answers are called, and which answer each word of a prompt asks for, as labels.json beside its
/// graph: {"questions": [{"name", "labels"}], "things": ["fox", ...], "words": {"bunny": ["thing", "rabbit"], "at night": ["time", "Night"]}}; and how captions
/// say the answers: "phrases": {"time": {"Night": "at night"}}, "nouns": {"mouse": {"plural": "mice"}}.
/// </summary>
internal static class CriticLabels
{
    private sealed record Question(string Name, string[] Labels);

    public static void Write(string file)
    {
        var words = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        void Add(string kind, string answer, IEnumerable<string> phrases)
        {
            // The first meaning stays: "snow" is a place before it is weather.
            foreach (var phrase in phrases) words.TryAdd(phrase.ToLowerInvariant(), [kind, answer]);
        }
        foreach (var noun in Nouns.All) Add("thing", noun.Name, [noun.Name, noun.Plural]);
        foreach (var noun in Nouns.All) Add("thing", noun.Name, noun.Synonyms.SelectMany(s => new[] { s, Noun.Pluralised(s) }));
        foreach (var colour in Art.ColourNames.All) Add("colour", colour, [colour]);
        Add("colour", "gray", ["grey"]);
        Add("colour", "golden", ["gold"]);
        foreach (var place in Places.All.Where(p => p != Place.Plain)) Add("place", place.ToString(), PlaceWords.Phrases(place).Concat(PlaceWords.Names(place)));
        foreach (var time in Enum.GetValues<Daytime>()) Add("time", time.ToString(), TimeWords.Of(time));
        foreach (var weather in Enum.GetValues<Weather>()) Add("weather", weather.ToString(), TimeWords.Of(weather));
        foreach (var style in Enum.GetNames<Style>()) Add("style", style, [style]);

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var questions = SceneQuestions.Names.Zip(SceneQuestions.Labels, (name, labels) => new Question(name, labels));
        File.WriteAllText(file, JsonSerializer.Serialize(new { questions, things = SceneQuestions.Things, words, phrases = Phrases(), nouns = Forms() }, Json) + "\n");
    }

    /// <summary>What is usual, or nothing, needs no phrase: a clear sky, a cartoon, a plain background.</summary>
    private static Dictionary<string, Dictionary<string, string>> Phrases() => new()
    {
        ["number"] = new() { ["2"] = "two", ["3"] = "three" },
        ["place"] = Places.All.Where(p => p != Place.Plain).ToDictionary(p => p.ToString(), p => PlaceWords.Phrases(p)[0]),
        ["time"] = Enum.GetValues<Daytime>().Where(t => t != Daytime.Day).ToDictionary(t => t.ToString(), t => TimeWords.Of(t).First()),
        ["weather"] = Enum.GetValues<Weather>().Where(w => w != Weather.Clear).ToDictionary(w => w.ToString(), w => TimeWords.Of(w).First()),
        ["moon"] = new() { ["yes"] = "under the moon" },
        ["style"] = Enum.GetValues<Style>().Where(s => s != Style.Cartoon).ToDictionary(s => s.ToString(), CaptionWriter.StylePhrase),
        ["relation"] = Enum.GetValues<Relation>().Where(r => r > Relation.Alone).ToDictionary(r => r.ToString(), CaptionWriter.RelationPhrase),
    };

    private static Dictionary<string, object> Forms() => Nouns.All.ToDictionary(noun => noun.Name, object (noun) => new
    {
        plural = noun.Plural,
        mass = ThingWords.IsMass(noun.Name) ? true : (bool?)null,
        dressed = ThingWords.WearsColour(noun) ? true : (bool?)null,
    });

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
