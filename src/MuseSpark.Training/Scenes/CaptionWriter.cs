namespace MuseSpark.Training.Scenes;

/// <summary>
/// Says what a scene shows in the words of children's stories, each time a little differently: with synonyms, with things left
/// unsaid, and now and then with words the picture does not show, so that the model learns to pass over them.
/// </summary>
public static class CaptionWriter
{
    private static readonly Dictionary<Place, string[]> Places = new()
    {
        [Place.Meadow] = ["in a meadow", "in a green meadow", "on a grassy hill", "in a field", "on a hill", "on the grass", "in the grass", "on a green hill", "in a valley"],
        [Place.Forest] = ["in the forest", "in a forest", "in the woods", "among the trees", "in a dark forest", "between tall trees", "in the jungle", "on a forest path"],
        [Place.SnowyForest] = ["in a snowy forest", "in the snow", "in the snowy forest", "in deep snow", "in deep snow between pine trees", "on a winter day", "in a snowy field", "through the snow", "on the ice", "in winter woods"],
        [Place.Sea] = ["on the sea", "on the ocean", "at sea", "on the water", "on the waves", "on a lake", "on a river", "on a calm blue sea"],
        [Place.Beach] = ["on the beach", "on a beach", "by the sea", "at the seaside", "on the sand", "by a lake", "by a river", "on an island", "on the shore"],
        [Place.Mountains] = ["in the mountains", "on a mountain", "on a mountain path", "below snowy mountains", "in the hills", "on a rocky hill", "on a cliff"],
        [Place.Desert] = ["in the desert", "in a desert", "on a sand dune", "on the dunes", "in the hot sand"],
        [Place.City] = ["in the city", "in a city", "on a city street", "in town", "on a street", "at the market", "in front of tall houses", "in a village street"],
        [Place.Room] = ["in a room", "in a cozy room", "inside a house", "by a window", "in the kitchen", "in a bedroom", "at home", "on a rug", "in a library", "in a shop"],
        [Place.Underwater] = ["under the sea", "underwater", "under the water", "at the bottom of the sea", "deep in the ocean", "on the sea floor"],
        [Place.Garden] = ["in the garden", "in a garden", "in a flower garden", "on a farm", "by a fence", "in the park", "among the flowers", "in a vegetable garden"],
        [Place.Space] = ["on the moon", "in space", "on a planet", "among the stars", "on a gray planet", "far out in space"],
    };

    private static readonly Dictionary<Daytime, string[]> Times = new()
    {
        [Daytime.Day] = ["on a sunny day", "in the sunshine", "under a blue sky", "in the morning", "during the day", "in summer"],
        [Daytime.Sunset] = ["at sunset", "in the evening", "at dusk", "in the evening light", "under an orange sky", "at dawn"],
        [Daytime.Night] = ["at night", "at night", "under the stars", "in the dark", "on a starry night", "at bedtime"],
        [Daytime.Rain] = ["in the rain", "on a rainy day", "in a storm", "under gray clouds", "in heavy rain"],
    };

    private static readonly string[] Moonlit = ["under the moon", "in the moonlight", "under a full moon", "under a round white moon", "at night under the moon"];
    private static readonly string[] Characters = ["brave", "happy", "friendly", "kind", "curious", "young", "cute", "sleepy", "clever", "gentle", "old", "lonely", "funny", "lost", "magic", "sad"];
    private static readonly string[] Small = ["small", "little", "tiny", "baby"];
    private static readonly string[] Big = ["big", "large", "huge", "giant", "enormous"];
    private static readonly string[] Doing = ["sitting", "standing", "waiting", "walking", "resting", "playing", "smiling", "singing", "dancing", "sleeping", "looking at the sky", "looking around", "laughing", "alone"];
    private static readonly string[] Meeting = ["and", "and", "beside", "next to", "with", "near", "leading", "following", "talking to", "playing with", "looking at", "helping", "sitting beside", "standing beside", "walking with", "listening to", "waving to"];
    private static readonly string[] Finding = ["and", "beside", "next to", "near", "by", "with", "looking at", "sitting by", "standing beside", "in front of"];

    // Things of story scenes that no drawing shows.
    private static readonly string[] Unseen =
    [
        "in a red scarf", "wearing a green hat", "with a wooden spoon", "in a blue coat", "with a map", "with a bucket", "with a key", "in boots", "holding a rope",
        "with a pot of soup", "with a small bell", "on a bench", "with a basket", "with a loaf of bread", "in pyjamas", "with a ladder", "in a yellow raincoat",
        "with a drum", "holding a letter", "with a magnifying glass", "on a round stone", "with a cup of tea", "under a blanket", "with open arms",
    ];

    public static string Write(Scene scene, Random random)
    {
        var place = random.NextDouble() < 0.88 ? Pick(Places[scene.Place], random) : null;
        var time = TimeOf(scene, random);
        if (scene.Actor is not { } actor)
            return Join(random.Next(2) == 0 ? "a landscape" : random.Next(2) == 0 ? "nobody" : "an empty place", place ?? Pick(Places[scene.Place], random), time);
        if (random.NextDouble() < 0.07) return Keywords(scene, random);

        var subject = Phrase(actor, random);
        if (scene.Companion is { } companion) subject = Related(scene.Relation, subject, companion, random);
        else if (random.NextDouble() < 0.35) subject = Join(subject, Pick(Doing, random));
        if (random.NextDouble() < 0.1) subject = Join(subject, Pick(Unseen, random));
        var caption = random.NextDouble() < 0.85 ? Join(subject, place, time) : Join(subject, time, place);
        return random.NextDouble() < 0.08 ? Join(Pick(["a storybook picture of", "a picture of", "an illustration of", "a drawing of"], random), caption) : caption;
    }

    private static string Related(Relation relation, string subject, Thing companion, Random random)
    {
        var other = Phrase(companion, random);
        switch (relation)
        {
            case Relation.Beside:
                return Join(subject, Pick(Nouns.Named(companion.Noun).IsActor ? Meeting : Finding, random), other);
            case Relation.Holding: return Join(subject, Pick(["holding", "with", "carrying", "holding", "and", "giving away", "looking after"], random), other);
            case Relation.Before: return random.NextDouble() < 0.2 ? Join(other, "behind", subject) : Join(subject, Pick(["in front of", "near", "beside", "outside", "by", "standing by"], random), other);
            case Relation.Under: return Join(subject, Pick(["under", "beneath", "sitting under", "standing under", "resting under"], random), other);
            case Relation.Over:
                return random.Next(3) switch
                {
                    0 => Join(other, Pick(["flying over", "above", "over", "flying above"], random), subject),
                    1 => Join(subject, Pick(["looking up at", "below", "watching", "chasing"], random), other),
                    _ => Join(subject, "with", other, Pick(["above", "in the sky", "in the air"], random)),
                };
            default: return Join(subject, Pick(["in a boat", "in a small boat", "in a rowing boat", "sitting in a boat", "rowing a boat", "sailing in a boat", "in a wooden boat"], random));
        }
    }

    private static string Phrase(Thing thing, Random random)
    {
        var noun = Nouns.Named(thing.Noun);
        var words = new List<string>();
        if (thing.Size is not null && random.NextDouble() < 0.75) words.Add(Pick(thing.Size == "small" ? Small : Big, random));
        else if (thing.Size is null && random.NextDouble() < 0.22) words.Add(Pick(Characters, random));
        if (thing.Colour is not null && random.NextDouble() < 0.9) words.Add(thing.Colour == "gray" && random.Next(2) == 0 ? "grey" : thing.Colour);
        else if (thing.Colour is null && noun.OwnColours.Length > 0 && random.NextDouble() < 0.3) words.Add(Pick(noun.OwnColours, random));
        words.Add(noun.Synonyms.Length > 0 && random.NextDouble() < 0.25 ? Pick(noun.Synonyms, random) : noun.Name);
        var phrase = string.Join(' ', words);
        var article = random.NextDouble() < 0.15 ? "the" : "aeiou".Contains(phrase[0]) ? "an" : "a";
        return random.NextDouble() < 0.05 ? phrase : $"{article} {phrase}";
    }

    private static string? TimeOf(Scene scene, Random random)
    {
        if (scene.Place is Place.Space or Place.Underwater) return null;
        if (scene.Moon && random.NextDouble() < 0.45) return Pick(Moonlit, random);
        return random.NextDouble() < (scene.Daytime == Daytime.Day ? 0.35 : 0.8) ? Pick(Times[scene.Daytime], random) : null;
    }

    private static string Keywords(Scene scene, Random random)
    {
        string?[] words =
        [
            scene.Actor!.Colour is { } colour ? $"{colour} {scene.Actor.Noun}" : scene.Actor.Noun, scene.Companion?.Noun,
            scene.Place switch { Place.SnowyForest => "snowy forest", Place.Underwater => "sea", _ => scene.Place.ToString().ToLowerInvariant() },
            scene.Daytime == Daytime.Day ? null : scene.Daytime.ToString().ToLowerInvariant(),
        ];
        return string.Join(random.Next(2) == 0 ? ", " : " ", words.Where(w => w is not null));
    }

    private static string Join(params string?[] parts) => string.Join(' ', parts.Where(p => !string.IsNullOrEmpty(p)));

    private static string Pick(string[] options, Random random) => options[random.Next(options.Length)];
}
