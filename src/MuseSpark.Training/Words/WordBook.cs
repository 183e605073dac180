using System.Text.RegularExpressions;
using MuseSpark.Inference.Image;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Scenes;

namespace MuseSpark.Training.Words;

/// <summary>
/// Makes a model's words.json: which words it was taught, and for other English nouns the taught word that stands in for them, found by
/// going up from the first sense through what it is a kind of; nouns that end nowhere are things it can't draw, or nothing to be seen.
/// </summary>
internal sealed partial class WordBook
{
    // Animals, artefacts, food, natural objects, persons, plants, substances.
    private static readonly HashSet<int> Visible = [5, 6, 13, 17, 18, 20, 27];
    private const int Animals = 5, Food = 13;

    private readonly WordNet _net;
    private readonly TaughtWords _taught;
    private readonly RootTable _table;
    private readonly Dictionary<string, string> _roots = [];
    private readonly Dictionary<string, string> _standIns = [];
    private readonly HashSet<string> _stories, _names;

    private WordBook(WordNet net, TaughtWords taught)
    {
        (_net, _taught, _table) = (net, taught, RootTable.Read(net));
        var written = Directory.EnumerateFiles(Lexicon.DataFolder, "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal) || file.EndsWith("lexicon.json", StringComparison.Ordinal))
            .SelectMany(file => Spelled().Matches(File.ReadAllText(file).Replace("\\n", " ", StringComparison.Ordinal)).Select(match => match.Value)).CountBy(word => word).ToDictionary();
        _stories = [.. written.Keys.Select(word => word.ToLowerInvariant())];
        // A name that the stories spell small more often (a maple, the griffin) is a word of its own.
        _names = [.. Spelled().Matches(File.ReadAllText(Path.Combine(Lexicon.DataFolder, "grammar", "names.txt"))).Select(match => match.Value)
            .Where(name => written.GetValueOrDefault(name) >= written.GetValueOrDefault(name.ToLowerInvariant())).Select(name => name.ToLowerInvariant())];
        foreach (var (thing, noun) in taught.Things)
            foreach (var root in RootsOf(thing, noun)) _roots.TryAdd(root, noun.Name);
        foreach (var (word, roots) in _table.Roots)
            if (IsPlace(word))
                foreach (var root in roots) _roots.TryAdd(root, word);
    }

    public static WordsFile Write(WordNet net, TaughtWords taught) => new WordBook(net, taught).Write();

    private WordsFile Write()
    {
        var nouns = _net.Nouns.Where(IsCandidate).Order(StringComparer.Ordinal).ToList();
        foreach (var (word, targets) in _table.Explicit)
            if (!IsTaught(word) && targets.FirstOrDefault(t => _taught.Things.ContainsKey(t) || IsPlace(t)) is { } target) _standIns[word] = target;
        foreach (var noun in nouns.Where(n => !n.Contains(' ') && !_names.Contains(n) && _net.IsMostlyNoun(n)))
            if (Climb(noun) is { } target) _standIns.TryAdd(noun, target);
        // Of "living room" and "red fox" the words by themselves say more.
        var phrases = nouns.Where(n => n.Contains(' ') && IsFrequent(n) && !n.Split(' ').Any(word => IsTaught(word) || _standIns.ContainsKey(word) || _table.Never.Contains(word))).ToList();
        foreach (var phrase in phrases)
            if (Climb(phrase) is { } target) _standIns.TryAdd(phrase, target);

        var others = nouns.Where(n => !n.Contains(' ') && IsFrequent(n) && !_names.Contains(n) && _net.IsMostlyNoun(n, unlessUnknown: true)).Concat(phrases)
            .Where(n => Climb(n) is null).Concat(_table.AlsoThings.Where(n => !IsTaught(n))).Where(n => !_standIns.ContainsKey(n)).Distinct().ToLookup(IsVisible);
        return new WordsFile
        {
            Things = _taught.Plurals,
            Words = Join(_taught.Others.Where(word => Taughtable().IsMatch(word))),
            StandIns = _standIns.GroupBy(pair => pair.Value).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Join(group.Select(pair => pair.Key))),
            Undrawn = Join(others[true]),
            Unseen = Join(others[false].Where(n => !n.Contains(' ')).Concat(_table.Never.Where(n => !IsTaught(n) && !_standIns.ContainsKey(n)))),
        };
    }

    private bool IsTaught(string word) => _taught.Things.ContainsKey(word) || _taught.Others.Contains(word);

    private bool IsPlace(string word) => _taught.Others.Contains(word) && _table.Places.Contains(word);

    private bool IsCandidate(string noun) =>
        Candidate().IsMatch(noun) && !IsTaught(noun) && !_taught.Plurals.Values.Contains(noun) && !_table.Never.Contains(noun) && !_table.AlsoThings.Contains(noun)
        && !IsInflected(noun) && _net[FirstSense(noun)] is { IsRude: false } synset && synset.Lemmas.Contains(noun);

    /// <summary>"Hanging" and "works" are nouns to WordNet, but forms of other words in a prompt.</summary>
    private bool IsInflected(string noun) =>
        (noun.EndsWith("ing", StringComparison.Ordinal) && (_net.IsVerb(noun[..^3]) || _net.IsVerb(noun[..^3] + "e") || (noun.Length > 5 && noun[^4] == noun[^5] && _net.IsVerb(noun[..^4]))))
        || (noun.EndsWith('s') && _net.Senses(noun[..^1]).Length > 0);

    private bool IsFrequent(string noun) => _net.TimesTagged(noun) > 0 || _net.Mentions(noun) > 1 || _stories.Contains(noun);

    private bool IsVisible(string noun) => _table.AlsoThings.Contains(noun) || Visible.Contains(_net[FirstSense(noun)].Category);

    /// <summary>The most frequent sense, but the animal rather than its meat.</summary>
    private string FirstSense(string noun)
    {
        var senses = _net.Senses(noun);
        return _net[senses[0]].Category == Food ? senses.FirstOrDefault(sense => _net[sense].Category == Animals) ?? senses[0] : senses[0];
    }

    /// <summary>The nearest taught word on the ways up from the first sense.</summary>
    private string? Climb(string noun)
    {
        string[] level = [FirstSense(noun)];
        while (level.Length > 0)
        {
            level = [.. level.Where(sense => !_table.Stops.Contains(sense))];
            if (level.FirstOrDefault(_roots.ContainsKey) is { } root) return _roots[root];
            level = [.. level.SelectMany(sense => _net[sense].Hypernyms).Distinct()];
        }
        return null;
    }

    private IEnumerable<string> RootsOf(string thing, Noun noun)
    {
        if (_table.Roots.TryGetValue(thing, out var roots)) return roots;
        int[] categories = noun.Kind switch
        {
            // Kinds of persons are too many and too different for one drawing.
            NounKind.Person => [],
            NounKind.Animal or NounKind.Bird or NounKind.Flier or NounKind.Sea => [Animals],
            NounKind.Plant => [20, Food],
            NounKind.Food => [Food, 20],
            NounKind.Sky => [17, 19],
            _ => [6],
        };
        var senses = _net.Senses(thing.Replace("-", " ", StringComparison.Ordinal));
        return categories.Select(category => senses.FirstOrDefault(sense => _net[sense].Category == category)).OfType<string>().Take(1);
    }

    private static string Join(IEnumerable<string> words) => string.Join(',', words.Order(StringComparer.Ordinal));

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Spelled();

    [GeneratedRegex(@"\A[a-z]{3,}([ '-][a-z]+){0,2}\z")]
    private static partial Regex Candidate();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9'-]*\z")]
    private static partial Regex Taughtable();
}
