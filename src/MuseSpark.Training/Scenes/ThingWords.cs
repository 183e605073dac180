namespace MuseSpark.Training.Scenes;

/// <summary>Puts one thing into words: "a big red fox", "two cats", "a girl in a blue dress".</summary>
internal static class ThingWords
{
    private static readonly string[] Characters = ["brave", "happy", "friendly", "kind", "curious", "young", "cute", "sleepy", "clever", "gentle", "old", "lonely", "funny", "lost", "magic", "sad", "shy", "proud", "hungry", "wise", "cheerful", "tired"];
    private static readonly string[] Qualities = ["old", "new", "beautiful", "pretty", "magic", "lost", "nice", "strange", "shiny"];
    private static readonly string[] Small = ["small", "little", "tiny", "small"];
    private static readonly string[] Big = ["big", "large", "huge", "enormous", "big"];
    private static readonly string[] Sized = ["little ", "big ", "small ", "old ", "red ", "white ", "gray ", "brown ", "golden ", "black "];
    private static readonly HashSet<string> Mass = ["bread", "milk", "tea", "coffee", "honey", "soup", "stew", "broccoli", "popcorn", "corn", "maize", "coral", "treasure", "wood", "hay", "fire", "paints", "cheese", "candy"];

    private static readonly Dictionary<string, string[]> Garments = new()
    {
        ["dress"] = ["dress", "coat"],
        ["gown"] = ["dress", "gown"],
        ["robe"] = ["robe", "cloak"],
        ["shirt"] = ["shirt", "sweater", "jacket"],
        ["tunic"] = ["tunic", "coat"],
        ["apron"] = ["shirt"],
        ["overalls"] = ["overalls"],
        ["suit"] = ["space suit", "suit"],
        ["coat"] = ["coat"],
        ["clown"] = ["costume"],
        ["armor"] = ["armor"],
    };

    public static string Phrase(Thing thing, Random random)
    {
        var noun = Nouns.Named(thing.Noun);
        var word = Word(noun, thing, random);
        if (thing.Colour is { } cloth && WearsColour(noun))
        {
            var person = Counted([.. Adjectives(thing with { Colour = null }, noun, random, own: false), word], thing, noun, random);
            return random.NextDouble() < 0.92 ? $"{person} {Dressed(noun, cloth, random)}" : person;
        }
        return Counted([.. Adjectives(thing, noun, random), word], thing, noun, random);
    }

    /// <summary>The bare words, for lists of key words.</summary>
    public static string Keyword(Thing thing)
    {
        var noun = Nouns.Named(thing.Noun);
        var name = thing.Count > 1 ? $"{Number(thing.Count)} {noun.Plural}" : noun.Name;
        return thing.Colour is null ? name : WearsColour(noun) ? $"{name} in {thing.Colour}" : thing.Count > 1 ? $"{Number(thing.Count)} {thing.Colour} {noun.Plural}" : $"{thing.Colour} {name}";
    }

    public static bool IsMass(string word) => Mass.Contains(word);

    public static bool WearsColour(Noun noun) => noun.Is("cloth") && Garments.ContainsKey(noun.Tags["body"]);

    public static string Article(string phrase) => $"{(phrase.StartsWith("uni", StringComparison.Ordinal) || phrase.StartsWith("ufo", StringComparison.Ordinal) ? "a" : "aeiou".Contains(phrase[0]) || phrase.StartsWith("hour", StringComparison.Ordinal) ? "an" : "a")} {phrase}";

    private static string Word(Noun noun, Thing thing, Random random)
    {
        var synonym = noun.Synonyms.Length > 0 && random.NextDouble() < 0.25 ? noun.Synonyms[random.Next(noun.Synonyms.Length)] : null;
        // "A big red little fish" is no caption.
        if (synonym is not null && (thing.Size is not null || thing.Colour is not null) && Sized.Any(size => synonym.StartsWith(size, StringComparison.Ordinal))) synonym = null;
        if (thing.Count == 1) return synonym ?? noun.Name;
        return synonym is null || Mass.Contains(synonym) || synonym.Contains(' ') ? noun.Plural : Noun.Pluralised(synonym);
    }

    private static IEnumerable<string> Adjectives(Thing thing, Noun noun, Random random, bool own = true)
    {
        if (thing.Size is not null && random.NextDouble() < 0.8) yield return Pick(thing.Size == "small" ? Small : Big, random);
        else if (thing.Size is null && random.NextDouble() < 0.18) yield return Pick(noun.IsAlive ? Characters : Qualities, random);
        if (thing.Colour is not null && random.NextDouble() < 0.95) yield return thing.Colour switch
        {
            "gray" => random.Next(2) == 0 ? "grey" : "gray",
            "golden" => random.Next(3) == 0 ? "gold" : "golden",
            var colour => colour,
        };
        else if (own && thing.Colour is null && noun.OwnColours.Length > 0 && random.NextDouble() < 0.28) yield return Pick(noun.OwnColours, random);
    }

    private static string Counted(IReadOnlyList<string> words, Thing thing, Noun noun, Random random)
    {
        // "A red red barn" happens when the word itself begins with a colour.
        var phrase = string.Join(' ', words.Where((word, i) => i == words.Count - 1 || !words[^1].StartsWith(word + " ", StringComparison.Ordinal)));
        if (thing.Count > 1) return $"{(random.NextDouble() < 0.1 ? thing.Count.ToString() : Number(thing.Count))} {phrase}";
        var last = words[^1];
        if (last.StartsWith("two ", StringComparison.Ordinal)) return last;
        if (random.NextDouble() < 0.04) return phrase;
        if (random.NextDouble() < 0.14) return $"the {phrase}";
        var uncounted = Mass.Contains(last) || (noun.Is("many") && last.EndsWith('s') && !last.Contains(" of ")) || last is "flowers" or "books" or "blocks" or "building blocks" or "santa claus" or "father christmas" or "saturn";
        if (uncounted) return random.Next(3) == 0 && !last.Contains("christmas") && last is not ("santa claus" or "saturn") ? $"some {phrase}" : phrase;
        return phrase.StartsWith("the ", StringComparison.Ordinal) ? phrase : Article(phrase);
    }

    private static string Dressed(Noun noun, string colour, Random random)
    {
        var garment = Pick(Garments[noun.Tags["body"]], random);
        if (random.NextDouble() < 0.2) return $"in {colour}";
        var worn = garment is "overalls" or "armor" ? $"{colour} {garment}" : Article($"{colour} {garment}");
        return random.NextDouble() < 0.7 ? $"in {worn}" : $"wearing {worn}";
    }

    private static string Number(int count) => count == 2 ? "two" : "three";

    private static string Pick(string[] options, Random random) => options[random.Next(options.Length)];
}
