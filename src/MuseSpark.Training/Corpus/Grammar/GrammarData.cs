namespace MuseSpark.Training.Corpus.Grammar;

/// <param name="Gender">h: he, s: she, b: either, i: it.</param>
/// <param name="Homes">The groups of places it lives in; none for those who live anywhere.</param>
/// <param name="Common">One of those that people ask for most: a third of the stories is about them.</param>
public sealed record CharacterKind(string Name, string Limbs, char Gender, string[] Homes, bool Common)
{
    /// <summary>A lamp or a bridge: only for plots that name it.</summary>
    public bool Still => Limbs == "none";

    public bool IsChild => Name is "boy" or "girl" or "child";

    public bool Swims => Homes.Contains("sea") || Homes.Contains("fresh");

    /// <summary>Has legs to run on and something to hold things with; most plots need no more.</summary>
    public bool Walks => Homes.Length == 0 && Limbs is not ("wheels" or "coils" or "horns" or "none");

    public bool LivesIn(Place place) => Homes.Length == 0 || Homes.Intersect(place.Groups).Any();
}

public sealed record Trait(string Name, string[] Start, string[] End);

/// <param name="Groups">What plots and heroes may ask of a place; the first line of places.txt says which there are.</param>
public sealed record Place(string Name, string Preposition, string[] Adjectives, string[] Spots, string[] Groups)
{
    /// <summary>"a quiet forest", but "the silver moon": there is only one.</summary>
    public string WithArticle(string? adjective = null)
    {
        var described = adjective is null ? Name : $"{adjective} {Name}";
        return IsName ? described : $"{(Groups.Contains("the") ? "the" : PromptWriter.Article(described))} {described}";
    }

    /// <summary>"the forest", but "Lagos".</summary>
    public string Definite => IsName ? Name : $"the {Name}";

    private bool IsName => char.IsUpper(Name[0]) && !Groups.Contains("the");
}

public sealed record Thing(string Name, string[] Classes, string[] Adjectives);

/// <summary>A difficulty that one class of things solves: what is wrong, two attempts that fail, and the way it works.</summary>
public sealed record Trouble(string Class, string[] Parts);

/// <param name="HeldOut">Never trained on: how well the model tells a plot it has not seen.</param>
/// <param name="Asks">Prompts as people type them, which are used as they stand.</param>
/// <param name="Words">The key words that may stand for the prompt; none means hero, thing and place.</param>
/// <param name="Of">The classes of nouns it may be about ({motif}); none for a plot that says itself what it is about.</param>
/// <param name="Verbs">What may be done with that noun.</param>
/// <param name="Joins">"first": of two adventures of one hero it may only be the first; "never": it is told alone; empty: it may be either.</param>
/// <param name="Lines">Sentences with their wordings; null starts a new paragraph.</param>
public sealed record Plot(string Name, string ThingClass, string[] Prompts, string[] Asks, string[] Scenes, string[] Words, PlotLimits Limits, bool HeldOut, string[] Of, Verb[] Verbs, string Joins, string[]?[] Lines)
{
    /// <summary>How a line begins that half of the stories leave out.</summary>
    public const string Optional = "- ";

    /// <summary>A plot that tells what the hero is like takes any trait; the others only harmless ones.</summary>
    public bool TellsTrait { get; } = Lines.Any(l => l?.Contains("{trait}") == true);

    /// <summary>Its first paragraph tells of the hero, so that a thread can begin there; "two brothers" have plots of their own.</summary>
    public bool BeginsWithHero { get; } = Lines.TakeWhile(l => l is not null).Any(l => l!.Any(w => w.Contains("{open}", StringComparison.Ordinal) || w.Contains("hero", StringComparison.OrdinalIgnoreCase)));

    private readonly HashSet<string> _words = [.. Lines.Where(l => l is not null).SelectMany(l => l!).SelectMany(w => w.Split([' ', '.', ',', '!', '?', '"', ';', ':']))];

    /// <summary>Whether one of its sentences has the last word of this noun ("ball" of "red ball"), in the singular or the plural.</summary>
    public bool Tells(string noun) => noun.Split(' ')[^1] is var word && (_words.Contains(word) || _words.Contains(word + "s") || _words.Contains(word.TrimEnd('s')));

    /// <summary>Another story of its hero can come after it.</summary>
    public bool CanBeFollowed => Joins != "never" && BeginsWithHero;

    /// <summary>Can follow another story of the same hero: what comes after its first sentence asks for no certain hero, trait or home.</summary>
    public bool CanFollow { get; } = Joins.Length == 0 && Lines[0] is ["{open}"] && !Lines.Any(l => l?.Contains("{trait}") == true);
}

/// <summary>Names or groups: "sea, beach" allows only these, "-moon, -town" all but these, nothing allows everything.</summary>
public sealed class Limit(string[] words)
{
    private readonly string[] _only = [.. words.Where(w => w[0] != '-')];
    private readonly string[] _never = [.. words.Where(w => w[0] == '-').Select(w => w[1..])];

    public bool Allows(CharacterKind kind) => Allows([kind.Name, kind.Limbs, kind.Walks ? "walks" : kind.Swims ? "swims" : ""]);

    public bool Names(CharacterKind kind) => _only.Contains(kind.Name);

    public bool Allows(Place place) => Allows([place.Name, .. place.Groups]);

    private bool Allows(string[] groups) => (_only.Length == 0 || _only.Intersect(groups).Any()) && !_never.Intersect(groups).Any();
}

/// <param name="Everyone">Holds for the hero, the friend and the third.</param>
public sealed record PlotLimits(Limit Places, Limit Everyone, Limit Heroes, Limit Friends, Limit Thirds)
{
    public bool AllowHero(CharacterKind kind) => Allows(Heroes, kind);

    public bool AllowFriend(CharacterKind kind) => Allows(Friends, kind);

    public bool AllowThird(CharacterKind kind) => Allows(Thirds, kind);

    private bool Allows(Limit part, CharacterKind kind) => Everyone.Allows(kind) && part.Allows(kind) && (!kind.Still || part.Names(kind));
}

/// <summary>The story grammar's tables, read from the text files in Data/grammar (each explains itself in its first line).</summary>
public sealed class GrammarData
{
    private readonly string _folder = Path.Combine(Lexicon.DataFolder, "grammar");
    private readonly Dictionary<string, string[]> _unfit;
    private readonly Dictionary<(PlotLimits, Place), bool> _peopled = [];
    private readonly Dictionary<string, Motif[]> _motifs = [];

    public GrammarData()
    {
        Kinds = [.. Rows("kinds").SelectMany(cells => Words(cells[^1]).Select(k => new CharacterKind(k.TrimStart('*'), cells[0], cells[1][0], Groups(cells[2]), k[0] == '*')))];
        Names = Keyed("names").ToDictionary(n => n.Key[0], n => Words(n.Value));
        Traits = [.. Rows("traits").Select(c => new Trait(c[0], Wordings(c.ElementAtOrDefault(1)), Wordings(c.ElementAtOrDefault(2))))];
        Places = [.. Rows("places").Select(c => new Place(c[0], c[1], Words(c[2]), c[3].Split(';', StringSplitOptions.TrimEntries), Groups(c[4])))];
        Things = [.. Rows("things").Select(c => new Thing(c[0], Words(c[1]), Words(c[2])))];
        Troubles = [.. Rows("troubles").Select(c => new Trouble(c[0], c[1..]))];
        Choices = Keyed("words").ToDictionary(w => w.Key, w => w.Value.Split(';', StringSplitOptions.TrimEntries));
        Looks = Lines("looks").SelectMany(l => l.Split(';', StringSplitOptions.TrimEntries)).Select(l => l.Split(": ")).ToDictionary(l => l[0], l => Words(l[1]));
        _unfit = Keyed("unfit").ToDictionary(u => u.Key, u => Words(u.Value));
        (Ends, Links, Rewordings) = ([.. Lines("ends")], [.. Lines("links")], [.. Lines("reword")]);
        var asks = Lines("asks").ToLookup(ask => ask.Contains("motif}", StringComparison.OrdinalIgnoreCase));
        (AsksAboutNoun, AsksAboutHero) = ([.. asks[true]], [.. asks[false]]);
        Tones = Rows("tones").ToDictionary(r => r[0], r => r[1]);
        Motifs = [.. Rows("motifs").SelectMany(Motif.Read).Concat(Kinds.Where(k => k.Limbs is not ("none" or "wheels")).Select(k => new Motif("being", k.Name, []))).DistinctBy(m => (m.Class, m.Name))];
        Threads = [.. Blocks("threads*.txt", "thread").Select(StoryThread.Read)];
        var plots = ReadPlots().ToLookup(p => p.HeldOut);
        (Plots, HeldOutPlots) = ([.. plots[false].Where(p => p.Of.Length == 0)], [.. plots[true]]);
        AboutPlots = [.. plots[false].Where(p => p.Of.Length > 0)];
        ShortPlots = [.. Blocks("short*.txt", "plot").Select(ReadShort)];
    }

    public CharacterKind[] Kinds { get; }
    public IReadOnlyDictionary<char, string[]> Names { get; }
    public Trait[] Traits { get; }
    public Place[] Places { get; }
    /// <summary>Whether the plot may happen at the place and all whom it needs live there.</summary>
    public bool IsPeopled(PlotLimits limits, Place place)
    {
        if (_peopled.TryGetValue((limits, place), out var known)) return known;
        var there = Kinds.Where(k => k.LivesIn(place)).DistinctBy(k => k.Name).ToList();
        return _peopled[(limits, place)] = limits.Places.Allows(place) && there.Any(hero => limits.AllowHero(hero)
            && there.Any(friend => friend != hero && limits.AllowFriend(friend) && there.Any(third => third != hero && third != friend && limits.AllowThird(third))));
    }

    public Thing[] Things { get; }
    public Trouble[] Troubles { get; }
    public IReadOnlyDictionary<string, string[]> Choices { get; }
    public IReadOnlyDictionary<string, string[]> Looks { get; }
    public string[] Ends { get; }
    public string[] Links { get; }
    public string[] Rewordings { get; }

    /// <summary>What people ask about somebody and a noun that no thread tells.</summary>
    public string[] AsksAboutNoun { get; }

    /// <summary>What people ask about somebody that no plot tells.</summary>
    public string[] AsksAboutHero { get; }

    /// <summary>What a prompt may name beside the hero, and the side stories about it.</summary>
    public Motif[] Motifs { get; }
    public StoryThread[] Threads { get; }

    /// <summary>By plot, its tone where it has a clear one.</summary>
    public IReadOnlyDictionary<string, string> Tones { get; }

    public Plot[] Plots { get; }
    public Plot[] HeldOutPlots { get; }

    /// <summary>Plots about any noun of some classes.</summary>
    public Plot[] AboutPlots { get; }

    /// <summary>Plots told in a hundred words or fewer.</summary>
    public Plot[] ShortPlots { get; }

    /// <summary>Whether one may say that somebody is like this: no old puppies, no young grandmothers.</summary>
    public bool Fits(string adjective, CharacterKind kind) => !_unfit.TryGetValue(adjective, out var kinds) || !kinds.Contains(kind.Name);

    /// <summary>The nouns that a thread may be about.</summary>
    public Motif[] MotifsOf(StoryThread thread) => MotifsOf($"thread {thread.Name}", thread.Takes);

    /// <summary>The nouns that a plot may be about.</summary>
    public Motif[] MotifsOf(Plot plot) => MotifsOf($"plot {plot.Name}", motif => plot.Of.Contains(motif.Class));

    private Motif[] MotifsOf(string of, Func<Motif, bool> fits) =>
        _motifs.TryGetValue(of, out var known) ? known
        : _motifs[of] = Motifs.Where(fits).ToArray() is { Length: > 0 } motifs ? motifs : throw new InvalidDataException($"There is no motif for {of}.");

    public static string[] Wordings(string? line) => (line ?? "").Split('/', StringSplitOptions.TrimEntries);

    /// <summary>None where there is no such line.</summary>
    public static string[] Asks(string? line) => string.IsNullOrEmpty(line) ? [] : Wordings(line);

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[] Groups(string list) => list == "-" ? [] : Words(list);

    private IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(_folder, file + ".txt")).Where(l => l.Length > 0 && l[0] != '#');

    internal IEnumerable<string[]> Rows(string file) => Lines(file).Select(l => l.Split('|', StringSplitOptions.TrimEntries));

    internal IEnumerable<KeyValuePair<string, string>> Keyed(string file) =>
        Lines(file).Select(l => l.Split(": ", 2)).Select(p => KeyValuePair.Create(p[0], p[1]));

    private IEnumerable<Plot> ReadPlots() => Blocks("plots*.txt", "plot").Select(block => ReadPlot(block["plot ".Length..]));

    private Plot ReadShort(string block)
    {
        var lines = block.Trim().Split('\n').Where(l => !l.StartsWith('#')).ToArray();
        var plot = Plots.FirstOrDefault(p => p.Name == lines[0]["plot ".Length..]) ?? throw new InvalidDataException($"There is no '{lines[0]}' to be told in short.");
        return new(plot.Name, plot.ThingClass, plot.Prompts, plot.Asks, plot.Scenes, plot.Words, plot.Limits, HeldOut: false, [], [], "", ReadLines(lines[1..]));
    }

    private static string[]?[] ReadLines(string[] lines) => [.. lines.Select(l => l.Length == 0 ? null : Wordings(l))];

    /// <summary>The parts of files that begin with a word at the start of a line.</summary>
    private IEnumerable<string> Blocks(string files, string word) =>
        Directory.EnumerateFiles(_folder, files).Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadAllText(file).Split($"\n{word} ").Skip(1)).Select(block => $"{word} {block}");

    private static Plot ReadPlot(string block)
    {
        var lines = block.Trim().Split('\n');
        // Headers begin with a small letter; no sentence does.
        var headers = lines.Skip(1).TakeWhile(l => l.Length > 0 && char.IsAsciiLetterLower(l[0]))
            .Select(l => l.Split(' ', 2)).ToDictionary(h => h[0], h => h.ElementAtOrDefault(1) ?? "");
        if (headers.Keys.Except(["thing", "prompt", "ask", "scene", "words", "place", "all", "hero", "friend", "third", "heldout", "of", "verb", "joins"]).FirstOrDefault() is { } unknown)
            throw new InvalidDataException($"Plot '{lines[0]}' has no use for a header '{unknown}'.");
        if (headers.GetValueOrDefault("joins", "") is not ("" or "first" or "never"))
            throw new InvalidDataException($"Plot '{lines[0]}' joins first or never, or says nothing of it.");
        string Header(string key) => headers.GetValueOrDefault(key, "");
        Limit Only(string key) => new(Words(Header(key)));
        return new(lines[0], Header("thing"), Wordings(Header("prompt")), Asks(Header("ask")), Wordings(Header("scene")), Words(Header("words")),
            new(Only("place"), Only("all"), Only("hero"), Only("friend"), Only("third")), headers.ContainsKey("heldout"),
            Header("of").Split(' ', StringSplitOptions.RemoveEmptyEntries), Verb.Read(Header("verb")), Header("joins"), ReadLines(lines[(headers.Count + 1)..]));
    }
}
