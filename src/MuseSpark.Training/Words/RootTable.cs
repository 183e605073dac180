namespace MuseSpark.Training.Words;

/// <summary>Data/words/roots.txt, where WordNet's own idea of a word would mislead; the forms are explained at its top.</summary>
/// <param name="Roots">By taught word, the synsets whose kinds it stands in for; none for words that stand for nothing else.</param>
/// <param name="Explicit">By word, the taught words that may stand in for it, the best first.</param>
/// <param name="Stops">Synsets beyond which no kind is looked for.</param>
/// <param name="Never">Words that are never told of as things.</param>
/// <param name="AlsoThings">Words for things to be seen, though WordNet's category says otherwise.</param>
/// <param name="Places">Other words of captions that may stand in for kinds of them.</param>
internal sealed record RootTable(
    IReadOnlyDictionary<string, string[]> Roots, IReadOnlyDictionary<string, List<string>> Explicit, IReadOnlySet<string> Stops, IReadOnlySet<string> Never,
    IReadOnlySet<string> AlsoThings, IReadOnlySet<string> Places)
{
    public static RootTable Read(WordNet net)
    {
        var roots = new Dictionary<string, string[]>();
        var standsFor = new Dictionary<string, List<string>>();
        HashSet<string> stops = [], never = [], also = [], places = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "words", "roots.txt")))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var mark = line.IndexOfAny(['=', '<', ':']);
            var (name, list) = (line[..mark].Trim(), line[(mark + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            switch ((line[mark], name))
            {
                case ('=', _):
                    roots[name] = list is ["-"] ? [] : [.. list.Select(Synset)];
                    break;
                case ('<', _):
                    foreach (var word in list)
                    {
                        if (!standsFor.TryGetValue(word, out var targets)) standsFor[word] = targets = [];
                        targets.Add(name);
                    }
                    break;
                case (_, "stop"):
                    stops.UnionWith(list.Select(Synset));
                    break;
                case (_, "never"):
                    never.UnionWith(list);
                    break;
                case (_, "also"):
                    also.UnionWith(list);
                    break;
                case (_, "places"):
                    places.UnionWith(list);
                    break;
                default:
                    throw new InvalidDataException($"roots.txt: '{name}' is no heading of a list.");
            }
        }
        return new RootTable(roots, standsFor, stops, never, also, places);

        // "crown#4" is the fourth sense of crown.
        string Synset(string word)
        {
            var parts = word.Split('#');
            var sense = parts.Length == 1 ? 1 : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            return net.Senses(parts[0]) is var senses && senses.Length >= sense ? senses[sense - 1] : throw new InvalidDataException($"roots.txt: WordNet has no noun {word}.");
        }
    }
}
