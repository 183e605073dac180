namespace MuseSpark.Training.Scenes;

/// <summary>
/// Says what a scene shows in the words of children's stories, each time a little differently: with synonyms, with things left
/// unsaid, and now and then with words the picture does not show, so that the model learns to pass over them.
/// </summary>
public static class CaptionWriter
{
    private static readonly string[] Doing = ["sitting", "standing", "waiting", "walking", "resting", "playing", "smiling", "singing", "dancing", "looking at the sky", "looking around", "laughing", "alone", "having fun"];
    private static readonly string[] Meeting = ["and", "and", "and", "beside", "next to", "with", "near", "leading", "following", "talking to", "playing with", "looking at", "helping", "sitting beside", "standing beside", "walking with", "listening to", "waving to", "meeting", "together with"];
    private static readonly string[] Finding = ["and", "and", "beside", "next to", "near", "by", "with", "looking at", "sitting by", "standing beside"];

    private static readonly Dictionary<Relation, string[]> Links = new()
    {
        [Relation.LeftOf] = ["to the left of", "left of", "on the left of", "on the left side of"],
        [Relation.RightOf] = ["to the right of", "right of", "on the right of", "on the right side of"],
        [Relation.On] = ["on", "on top of", "sitting on", "standing on", "on"],
        [Relation.Under] = ["under", "beneath", "sitting under", "standing under", "resting under", "below"],
        [Relation.Above] = ["above", "over", "flying over", "flying above", "high above"],
        [Relation.Behind] = ["behind", "hiding behind", "standing behind", "peeking out from behind", "behind"],
        [Relation.InFront] = ["in front of", "in front of", "near", "outside", "by", "standing in front of", "before"],
        [Relation.Holding] = ["holding", "holding", "with", "carrying", "with", "giving away", "looking after", "bringing"],
        [Relation.In] = ["in", "in", "inside", "sitting in"],
    };

    private static readonly Dictionary<Relation, string[]> Reversed = new()
    {
        [Relation.LeftOf] = ["to the right of", "right of"],
        [Relation.RightOf] = ["to the left of", "left of"],
        [Relation.On] = ["under", "carrying", "below"],
        [Relation.Under] = ["over", "above"],
        [Relation.Above] = ["below", "under", "beneath"],
        [Relation.Behind] = ["in front of"],
        [Relation.InFront] = ["behind"],
    };

    // Things of story scenes that no drawing shows.
    internal static readonly string[] Unseen =
    [
        "with a wooden spoon", "in boots", "on a bench", "in pyjamas", "under a blanket", "with open arms", "on a round stone", "with a happy face", "in a hurry",
        "after a long journey", "before dinner", "for the first time", "on a birthday", "with a secret", "in a dream", "full of joy", "made of paper", "once upon a time",
    ];

    private static readonly Dictionary<Style, string[]> Styles = new()
    {
        [Style.Cartoon] = ["a cartoon of", "cartoon,", "a cartoon picture of", "in cartoon style,"],
        [Style.Flat] = ["a flat illustration of", "flat style,", "a flat picture of", "a simple flat drawing of", "in flat style,"],
        [Style.Watercolor] = ["a watercolor of", "a watercolor painting of", "watercolor,", "a watercolour of", "in watercolor,", "a painting in watercolor of"],
        [Style.Pencil] = ["a pencil drawing of", "a colored pencil drawing of", "pencil,", "a pencil sketch of", "in colored pencil,", "a drawing in pencil of"],
    };

    /// <summary>The plainest words for a style: "a watercolor of".</summary>
    public static string StylePhrase(Style style) => Styles[style][0];

    /// <summary>The plainest words for a relation: "to the left of".</summary>
    public static string RelationPhrase(Relation relation) => relation is Relation.Beside or Relation.Alone ? "and" : Links[relation][0];

    public static string Write(Scene scene, Random random)
    {
        var said = random.NextDouble() < scene.Style switch { Style.Cartoon => 0.15, Style.Flat => 0.72, _ => 0.92 };
        var style = said ? Pick(Styles[scene.Style], random) : random.NextDouble() < 0.06 ? Pick(["a storybook picture of", "a picture of", "an illustration of", "a storybook illustration of"], random) : null;
        if (random.NextDouble() < 0.1) return Keywords(scene, said, random);
        if (said && random.NextDouble() < 0.15) return $"{Body(scene, random)}, {Pick(Ending(scene.Style), random)}";
        return style is null ? Body(scene, random) : Join(style, Body(scene, random, subjectFirst: true));
    }

    private static string Body(Scene scene, Random random, bool subjectFirst = false)
    {
        var place = random.NextDouble() < (scene.Place == Place.Plain ? 0.12 : 0.9) ? Pick(PlaceWords.Phrases(scene.Place), random) : null;
        var time = TimeWords.Phrase(scene, random);
        if (scene.Actor is not { } actor) return Empty(scene, time, subjectFirst, random);

        var subject = ThingWords.Phrase(actor, random);
        if (scene.Others.Length > 0) subject = List(scene, subject, random);
        else if (scene.Companion is { } companion) subject = Related(scene, subject, companion, random);
        else if (Nouns.Named(actor.Noun).IsAlive && random.NextDouble() < 0.25) subject = Join(subject, Pick(Doing, random));
        if (random.NextDouble() < 0.06) subject = Join(subject, Pick(Unseen, random));
        return (subjectFirst ? 0.3 + 0.7 * random.NextDouble() : random.NextDouble()) switch
        {
            < 0.12 => Join(subject, random.Next(2) == 0 ? place : time ?? place), // a short phrase
            < 0.22 when time is not null => random.Next(2) == 0 ? $"{time}, {Join(subject, place)}" : Join(time, subject, place), // the time first
            < 0.27 when place is not null => Join(place + ",", subject, time),
            < 0.4 => Join(subject, time, place),
            _ => Join(subject, place, time),
        };
    }

    private static string Related(Scene scene, string subject, Thing companion, Random random)
    {
        var other = ThingWords.Phrase(companion, random);
        var relation = scene.Relation;
        var noun = Nouns.Named(companion.Noun);
        if (relation == Relation.Beside) return Join(subject, Pick(Nouns.Named(scene.Actor!.Noun).IsAlive ? noun.IsAlive ? Meeting : Finding : ["and", "beside", "next to", "near", "with"], random), other);
        if (relation is Relation.LeftOf or Relation.RightOf && random.NextDouble() < 0.25)
            return relation == Relation.LeftOf ? $"{subject} on the left and {other} on the right" : $"{other} on the left and {subject} on the right";
        if (relation == Relation.Above && random.NextDouble() < 0.25) return Join(other, "with", subject, Pick(["above", "in the sky", "in the air"], random));
        if (relation == Relation.On && noun.Kind is NounKind.Animal or NounKind.Vehicle && random.NextDouble() < 0.5) return Join(subject, "riding", random.Next(2) == 0 ? "on" : null, other);
        if (relation == Relation.In && noun.Kind == NounKind.Boat && random.NextDouble() < 0.3) return Join(subject, Pick(["rowing", "sailing in", "traveling in"], random), other);
        if (Reversed.TryGetValue(relation, out var links) && random.NextDouble() < 0.18) return Join(other, Pick(links, random), subject);
        return Join(subject, Pick(Links[relation], random), other);
    }

    private static string List(Scene scene, string subject, Random random)
    {
        var words = scene.Things.Skip(1).Select(t => ThingWords.Phrase(t, random)).ToList();
        if (random.NextDouble() < 0.2) return $"{subject} with {string.Join(", ", words[..^1])} and {words[^1]}";
        words.Insert(0, subject);
        return $"{string.Join(", ", words[..^1])} and {words[^1]}";
    }

    private static string Empty(Scene scene, string? time, bool subjectFirst, Random random)
    {
        var name = Pick(PlaceWords.Names(scene.Place), random);
        return random.Next(4) switch
        {
            0 => Join("an empty", name, time),
            1 when !subjectFirst => Join("nobody", Pick(PlaceWords.Phrases(scene.Place), random), time),
            2 => Join(Pick(["a quiet", "a beautiful", "the", "a lonely"], random), name, time),
            _ => Join(ThingWords.Article(name), time),
        };
    }

    private static string Keywords(Scene scene, bool styleSaid, Random random)
    {
        var words = scene.Things.Select(ThingWords.Keyword).ToList();
        if (scene.Place != Place.Plain && (words.Count == 0 || random.NextDouble() < 0.85)) words.Add(Pick(PlaceWords.Names(scene.Place), random));
        if (random.NextDouble() < 0.8 && TimeWords.Keyword(scene) is { } time) words.Add(time);
        if (styleSaid) words.Insert(random.Next(2) * words.Count, scene.Style.ToString().ToLowerInvariant());
        return string.Join(random.Next(3) == 0 ? " " : ", ", words);
    }

    private static string[] Ending(Style style) => style switch
    {
        Style.Cartoon => ["cartoon", "cartoon style"],
        Style.Flat => ["flat style", "flat illustration"],
        Style.Watercolor => ["watercolor", "in watercolor", "watercolor style"],
        _ => ["pencil drawing", "in colored pencil", "pencil style"],
    };

    private static string Join(params string?[] parts) => string.Join(' ', parts.Where(p => !string.IsNullOrEmpty(p)));

    private static string Pick(string[] options, Random random) => options[random.Next(options.Length)];
}
