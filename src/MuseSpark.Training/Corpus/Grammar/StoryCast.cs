namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Someone in a story, and how the story has spoken of them so far.</summary>
public sealed class Character(CharacterKind kind, char gender, string? name, string? adjective)
{
    public CharacterKind Kind { get; } = kind;
    public string? Name { get; } = name;
    public string? Adjective { get; } = adjective;
    public bool Introduced { get; set; }

    public string He => gender switch { 'h' => "he", 's' => "she", _ => "it" };
    public string Him => gender switch { 'h' => "him", 's' => "her", _ => "it" };
    public string His => gender switch { 'h' => "his", 's' => "her", _ => "its" };
    public string Himself => gender switch { 'h' => "himself", 's' => "herself", _ => "itself" };
    public string Described => Adjective is null || Kind.Name.StartsWith("little ", StringComparison.Ordinal) ? Kind.Name : $"{Adjective} {Kind.Name}";
}

/// <summary>The choices that stay fixed through one story; drawing them first is what makes it consistent.</summary>
public sealed class StoryCast
{
    private static readonly string[] HarmlessTraits = ["small", "little", "young", "little", "small", "funny", "happy"];
    private static readonly string[] Sizes = ["little", "small"];
    private static readonly string[] Ages = ["little", "old", "big", "small", "young", "kind"];

    /// <param name="plots">The plots to choose from; null means those that are trained on.</param>
    /// <param name="hero">The hero of an earlier story, who is known by now.</param>
    public StoryCast(GrammarData data, Random random, CharacterKind? heroKind = null, Place? place = null, Plot[]? plots = null, Character? hero = null)
    {
        heroKind ??= hero?.Kind;
        Plot = Pick([.. (plots ?? data.Plots).Where(p => Fits(p.Limits, data, heroKind, place))], random);
        var limits = Plot.Limits;
        var places = place is null ? data.Places.Where(p => data.IsPeopled(limits, p)) : [place];
        var kinds = Shuffled([.. data.Kinds.DistinctBy(k => k.Name)], random);
        kinds = random.Next(12) switch
        {
            < 4 => [.. kinds.OrderBy(k => !k.Common)],
            4 => [.. kinds.OrderBy(k => !k.IsChild)],
            _ => kinds,
        };
        heroKind ??= kinds.First(k => limits.AllowHero(k) && places.Any(k.LivesIn));
        Place = Pick([.. places.Where(heroKind.LivesIn)], random);
        var near = kinds.Where(k => k.Name != heroKind.Name && k.LivesIn(Place));
        var friendKind = near.First(f => limits.AllowFriend(f) && near.Any(k => k != f && limits.AllowThird(k)));
        kinds = [heroKind, friendKind, near.First(k => k != friendKind && limits.AllowThird(k))];
        // Neither rain nor deep water troubles a fish.
        Trouble = Pick([.. data.Troubles.Where(t => t.Class is not ("float" or "dry") || !kinds[..2].Any(k => k.Swims))], random);
        var things = data.Things.Where(t => t.Classes.Contains(Plot.ThingClass == "any" ? Trouble.Class : Plot.ThingClass == "none" ? "keep" : Plot.ThingClass));
        Thing = Pick([.. things.Where(t => !kinds.Any(k => k.Name.Contains(t.Name, StringComparison.Ordinal) || t.Name.Contains(k.Name, StringComparison.Ordinal)))], random);
        ThingAdjective = Pick(Thing.Adjectives, random);
        PlaceAdjective = random.Next(5) < 3 ? Pick(Place.Adjectives, random) : null;
        Spots = new(Shuffled(Place.Spots, random));

        Trait = Plot.TellsTrait ? Pick([.. data.Traits.Where(t => data.Fits(t.Name, heroKind))], random) : null;
        var heroGender = Gender(kinds[0], random);
        var adjective = Trait?.Name ?? (random.Next(2) == 0 ? Pick([.. (heroKind.Still ? Sizes : HarmlessTraits).Where(t => data.Fits(t, heroKind))], random) : null);
        Hero = hero ?? new(kinds[0], heroGender, heroGender != 'i' && (heroKind.IsChild || random.Next(2) == 0) ? Named(data, heroGender, random) : null, adjective);
        // A friend of the other gender keeps "he" and "she" unambiguous most of the time.
        var friendGender = kinds[1].Gender == 'b' && heroGender != 'i' && random.Next(5) > 0 ? heroGender == 'h' ? 's' : 'h' : Gender(kinds[1], random);
        Friend = new(kinds[1], friendGender, null, random.Next(3) == 0 ? Pick([.. Ages.Where(a => data.Fits(a, kinds[1]))], random) : null);
        Third = new(kinds[2], Gender(kinds[2], random), null, null);
        Choices = data.Choices.SelectMany(c => Pick(c.Value, random).Split(" | ").Select((part, i) => (Key: i == 0 ? c.Key : $"{c.Key}{i + 1}", part)))
            .ToDictionary(c => c.Key, c => c.part);
        (Boys, Girls) = (Shuffled(data.Names['h'], random), Shuffled(data.Names['s'], random));
        var words = $"{heroKind.Name}, {(Plot.ThingClass == "none" ? "" : Thing.Name)}, {Place.Name}";
        HeldOut = StableHash.Of(words) % 50 == 0;
        if (Plot.Of.Length > 0)
            while (Subject is null) Subject = Subject.For(this, data.MotifsOf(Plot), Plot.Verbs, random);
    }

    public Plot Plot { get; }
    public Trouble Trouble { get; }
    public Thing Thing { get; }
    public string ThingAdjective { get; }
    public bool ThingIntroduced { get; set; }
    public Place Place { get; }
    public string? PlaceAdjective { get; }
    public Queue<string> Spots { get; }
    public Trait? Trait { get; }
    public Character Hero { get; }
    public Character Friend { get; }
    public Character Third { get; }
    public IReadOnlyDictionary<string, string> Choices { get; }

    /// <summary>What the plot is about beside its cast; null where the plot says it itself.</summary>
    public Subject? Subject { get; }

    /// <summary>Names for those of a story who are not its hero: two brothers, a sister.</summary>
    public string[] Boys { get; }
    public string[] Girls { get; }

    /// <summary>One hero, thing and place in fifty are never trained on together, in no plot.</summary>
    public bool HeldOut { get; }

    /// <summary>A second story of the same hero in the same place, with others in it; null where chance found none.</summary>
    public static StoryCast? Following(StoryCast first, GrammarData data, Random random, Plot[] plots)
    {
        var fitting = plots.Where(plot => plot != first.Plot && Fits(plot.Limits, data, first.Hero.Kind, first.Place)).ToArray();
        if (fitting.Length == 0) return null;
        var second = new StoryCast(data, random, place: first.Place, plots: fitting, hero: first.Hero);
        string[] known = [first.Friend.Kind.Name, first.Third.Kind.Name, first.Thing.Name];
        return known.Intersect([second.Friend.Kind.Name, second.Third.Kind.Name, second.Thing.Name]).Any() ? null : second;
    }

    private static bool Fits(PlotLimits limits, GrammarData data, CharacterKind? hero, Place? place) =>
        (hero is null || (limits.AllowHero(hero) && data.Places.Any(p => data.IsPeopled(limits, p) && hero.LivesIn(p))))
        && (place is null || data.IsPeopled(limits, place));

    /// <summary>Whether the story tells of this already: in its cast, or in a sentence of its plot.</summary>
    public bool Knows(string noun) =>
        new[] { Hero.Kind.Name, Friend.Kind.Name, Third.Kind.Name, Thing.Name, Place.Name, Hero.Name ?? "" }.Any(name => Shares(name, noun))
        || Plot.Tells(noun);

    private static bool Shares(string name, string noun) => name.Split(' ').Intersect(noun.Split(' ')).Any();

    public static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    private static T[] Shuffled<T>(T[] items, Random random)
    {
        var copy = (T[])items.Clone();
        random.Shuffle(copy);
        return copy;
    }

    private static string Named(GrammarData data, char gender, Random random) =>
        random.Next(6) == 0 ? InventedName.Next(gender, random) : Pick(data.Names[gender], random);

    private static char Gender(CharacterKind kind, Random random) => kind.Gender != 'b' ? kind.Gender : random.Next(2) == 0 ? 'h' : 's';
}
