using MuseSpark.Training.Scenes;

namespace MuseSpark.Training.Words;

/// <summary>What the picture model is taught, read off the tables and the captions written from them.</summary>
/// <param name="Things">The noun of each name and synonym.</param>
/// <param name="Plurals">The plural of each, or "" if captions never use it.</param>
/// <param name="Others">Every other word of captions.</param>
internal sealed record TaughtWords(IReadOnlyDictionary<string, Noun> Things, IReadOnlyDictionary<string, string> Plurals, IReadOnlySet<string> Others)
{
    /// <summary>So many that rare words turn up too.</summary>
    private const int Captions = 300_000;

    private const int LongestPhrase = 5;

    public static TaughtWords Read(CancellationToken cancel)
    {
        var things = new Dictionary<string, Noun>();
        foreach (var noun in Nouns.All) things.TryAdd(noun.Name, noun);
        foreach (var noun in Nouns.All)
            foreach (var synonym in noun.Synonyms) things.TryAdd(synonym, noun);
        var plurals = things.ToDictionary(thing => thing.Key, thing => PluralOf(thing.Key, thing.Value));
        var phrases = things.Keys.Concat(plurals.Values).ToHashSet();

        HashSet<string> said = [], others = [];
        var random = new Random(1);
        for (var i = 0; i < Captions; i++)
        {
            if (i % 1000 == 0) cancel.ThrowIfCancellationRequested();
            var caption = CaptionWriter.Write(SceneInventor.Invent(random, heldOut: false), random);
            // Words that no drawing shows are in captions only so that the model learns to pass over such.
            if (CaptionWriter.Unseen.Any(caption.Contains)) continue;
            var words = caption.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            said.UnionWith(words);
            for (var at = 0; at < words.Length;)
            {
                // "Polar" of a polar bear is no word by itself.
                var length = Enumerable.Range(1, Math.Min(LongestPhrase, words.Length - at)).LastOrDefault(n => phrases.Contains(string.Join(' ', words[at..(at + n)])));
                if (length == 0) others.Add(words[at]);
                at += Math.Max(1, length);
            }
        }
        return new TaughtWords(things, plurals.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ').All(said.Contains) ? pair.Value : ""), others);
    }

    private static string PluralOf(string thing, Noun noun) => thing == noun.Name ? noun.Plural : Noun.Pluralised(thing);
}
