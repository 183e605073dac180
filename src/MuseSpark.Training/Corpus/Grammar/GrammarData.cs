namespace MuseSpark.Training.Corpus.Grammar;

/// <param name="Homes">The groups of places it lives in; none for those who live anywhere.</param>
public sealed record CharacterKind(string Name, string Limbs, char Gender, string[] Homes)
{
    public bool Swims => Homes.Contains("sea") || Homes.Contains("fresh");

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
        return $"{(Groups.Contains("the") ? "the" : PromptWriter.Article(described))} {described}";
    }
}

public sealed record Thing(string Name, string[] Classes, string[] Adjectives);

/// <summary>A difficulty that one class of things solves: what is wrong, two attempts that fail, and the way it works.</summary>
public sealed record Trouble(string Class, string[] Parts);

/// <param name="Lines">Sentences with their wordings; null starts a new paragraph.</param>
public sealed record Plot(string Name, string ThingClass, string[] Prompts, string[] Scenes, string[]?[] Lines)
{
    /// <summary>A plot that tells what the hero is like takes any trait; the others only harmless ones.</summary>
    public bool TellsTrait { get; } = Lines.Any(l => l?.Contains("{trait}") == true);
}

/// <summary>The story grammar's tables, read from the text files in Data/grammar (each explains itself in its first line).</summary>
public sealed class GrammarData
{
    private readonly string _folder = Path.Combine(Lexicon.DataFolder, "grammar");
    private readonly Dictionary<string, string[]> _unfit;

    public GrammarData()
    {
        Kinds = [.. Rows("kinds").SelectMany(cells => Words(cells[^1]).Select(k => new CharacterKind(k, cells[0], cells[1][0], Groups(cells[2]))))];
        Names = Keyed("names").ToDictionary(n => n.Key[0], n => Words(n.Value));
        Traits = [.. Rows("traits").Select(c => new Trait(c[0], Wordings(c.ElementAtOrDefault(1)), Wordings(c.ElementAtOrDefault(2))))];
        Places = [.. Rows("places").Select(c => new Place(c[0], c[1], Words(c[2]), c[3].Split(';', StringSplitOptions.TrimEntries), Groups(c[4])))];
        Things = [.. Rows("things").Select(c => new Thing(c[0], Words(c[1]), Words(c[2])))];
        Troubles = [.. Rows("troubles").Select(c => new Trouble(c[0], c[1..]))];
        Choices = Keyed("words").ToDictionary(w => w.Key, w => w.Value.Split(';', StringSplitOptions.TrimEntries));
        Looks = Lines("looks").SelectMany(l => l.Split(';', StringSplitOptions.TrimEntries)).Select(l => l.Split(": ")).ToDictionary(l => l[0], l => Words(l[1]));
        Plots = ReadPlots();
        _unfit = Keyed("unfit").ToDictionary(u => u.Key, u => Words(u.Value));
    }

    public CharacterKind[] Kinds { get; }
    public IReadOnlyDictionary<char, string[]> Names { get; }
    public Trait[] Traits { get; }
    public Place[] Places { get; }
    public Thing[] Things { get; }
    public Trouble[] Troubles { get; }
    public IReadOnlyDictionary<string, string[]> Choices { get; }
    public IReadOnlyDictionary<string, string[]> Looks { get; }
    public Plot[] Plots { get; }

    /// <summary>Whether one may say that somebody is like this: no old puppies, no young grandmothers.</summary>
    public bool Fits(string adjective, CharacterKind kind) => !_unfit.TryGetValue(adjective, out var kinds) || !kinds.Contains(kind.Name);

    public static string[] Wordings(string? line) => (line ?? "").Split('/', StringSplitOptions.TrimEntries);

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[] Groups(string list) => list == "-" ? [] : Words(list);

    private IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(_folder, file + ".txt")).Where(l => l.Length > 0 && l[0] != '#');

    internal IEnumerable<string[]> Rows(string file) => Lines(file).Select(l => l.Split('|', StringSplitOptions.TrimEntries));

    internal IEnumerable<KeyValuePair<string, string>> Keyed(string file) =>
        Lines(file).Select(l => l.Split(": ", 2)).Select(p => KeyValuePair.Create(p[0], p[1]));

    private Plot[] ReadPlots()
    {
        var plots = new List<Plot>();
        var blocks = File.ReadAllText(Path.Combine(_folder, "plots.txt")).Split("\nplot ").Skip(1);
        foreach (var block in blocks)
        {
            var lines = block.Trim().Split('\n');
            string Header(string key) => lines.First(l => l.StartsWith(key + " ", StringComparison.Ordinal))[(key.Length + 1)..];
            plots.Add(new(lines[0], Header("thing"), Wordings(Header("prompt")), Wordings(Header("scene")),
                [.. lines[4..].Select(l => l.Length == 0 ? null : Wordings(l))]));
        }
        return [.. plots];
    }
}
