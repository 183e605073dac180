namespace MuseSpark.Training.Text;

/// <summary>Share of tokens each source gets in the two stages.</summary>
public sealed record MixtureShare(double First, double Second);

/// <summary>Deals sequences so that each source keeps its share of tokens; within a source every text comes once before any comes twice.</summary>
public sealed class SequenceSampler
{
    private sealed class Deck(Sequence[] sequences, double share)
    {
        public Sequence[] Sequences { get; } = sequences;
        public double Share { get; } = share;
        public int Next { get; set; } = sequences.Length;
        public double Dealt { get; set; }
    }

    private readonly Deck[] _decks;
    private readonly Random _random;
    private double _total;

    public SequenceSampler(IEnumerable<Sequence> sequences, IReadOnlyDictionary<string, double> shares, Random random)
    {
        _random = random;
        _decks = [.. sequences.GroupBy(s => s.Source)
            .Select(g => new Deck([.. g], shares.TryGetValue(g.Key, out var share) ? share : throw new InvalidDataException($"mixture.json has no share for '{g.Key}'.")))
            .Where(d => d.Share > 0)];
        var sum = _decks.Sum(d => d.Share);
        foreach (var deck in _decks) deck.Dealt = -deck.Share / sum;   // breaks the first ties by share
        Describe = string.Join(", ", _decks.Select(d => $"{d.Sequences[0].Source} {d.Share / sum:P0} of {d.Sequences.Sum(s => (long)s.Tokens.Length) / 1e6:F2}M"));
        _shareSum = sum;
    }

    private readonly double _shareSum;

    public string Describe { get; }

    public Sequence Next()
    {
        var deck = _decks.MaxBy(d => d.Share / _shareSum * _total - d.Dealt)!;
        if (deck.Next == deck.Sequences.Length)
        {
            _random.Shuffle(deck.Sequences);
            deck.Next = 0;
        }
        var sequence = deck.Sequences[deck.Next++];
        deck.Dealt += sequence.Tokens.Length;
        _total += sequence.Tokens.Length;
        return sequence;
    }
}
