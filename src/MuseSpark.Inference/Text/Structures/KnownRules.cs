namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// What was found out lately about structures and banned phrases over one vocabulary, so that the next text with the same, as a person's next
/// story often is, needs none of it again.
/// </summary>
/// <remarks>Safe for concurrent calls; what it gives out is for the thread that writes.</remarks>
internal sealed class KnownRules(Func<TokenTrie> trie, int vocabulary)
{
    // Each may hold some 64 MB.
    private const int Most = 4;

    private readonly Lock _lock = new();

    // The one used last in front.
    private readonly LinkedList<(string Key, StateSets Sets)> _known = [];

    public StateSets Of(TextStructure structure) => Find($"structure {structure.Source}", () => new StateSets(structure.Automaton, trie(), vocabulary, silentToo: false));

    public StateSets WithoutAny(IReadOnlyList<string> banned) =>
        Find($"banned {string.Concat(banned.Select(phrase => $"{phrase.Length} {phrase}"))}", () => new StateSets(BannedPhrases.Read(banned), trie(), vocabulary, silentToo: true));

    private StateSets Find(string key, Func<StateSets> make)
    {
        lock (_lock)
        {
            for (var node = _known.First; node is not null; node = node.Next)
                if (node.Value.Key == key)
                {
                    _known.Remove(node);
                    _known.AddFirst(node);
                    return node.Value.Sets;
                }
        }
        // Outside the lock, since it may take a second.
        var made = make();
        lock (_lock)
        {
            _known.AddFirst((key, made));
            if (_known.Count > Most) _known.RemoveLast();
        }
        return made;
    }
}
