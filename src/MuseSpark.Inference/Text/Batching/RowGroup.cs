namespace MuseSpark.Inference.Text.Batching;

/// <summary>Rows that are decoded in one run, with their common cache.</summary>
/// <param name="together">Whether it may hold more than one.</param>
internal sealed class RowGroup(KvLayout layout, RowLayout side, bool together) : IDisposable
{
    // Beyond twice the shortest row's length, what the padding costs is more than what a run of its own does.
    private const int Slack = 256;

    // Columns of guesses that were wrong.
    private const int MostWasted = 64;

    private readonly List<KvRows> _homes = [];

    public List<BatchRow> Rows { get; } = [];

    /// <summary>The rows' cache, in their order; after <see cref="Settle"/>.</summary>
    public KvRows Cache => _homes[0];

    public bool HasRoomFor(int rows, int length) =>
        together && Rows.Count + rows <= TextBatch.MaxRows
        && Rows.All(r => Math.Max(r.Length, length) <= 2 * Math.Min(r.Length, length) + Slack);

    /// <summary>Takes rows that have their place in <paramref name="home"/>, which is the group's from here.</summary>
    public void Add(IEnumerable<BatchRow> rows, KvRows home)
    {
        Rows.AddRange(rows);
        _homes.Add(home);
    }

    /// <summary>Lets go of rows that are over, and puts those that are left side by side.</summary>
    /// <returns>False when none is left.</returns>
    public bool Settle()
    {
        Rows.RemoveAll(static row => row.IsGone);
        if (Rows.Count == 0)
        {
            Dispose();
            return false;
        }
        if (_homes.Count == 1 && Cache.Count == Rows.Count && Cache.Wasted <= MostWasted) return true;
        var settled = KvRows.Of(layout, side, [.. Rows.Select(r => new KvSource(r.Home, r.Place, r.Length))]);
        Dispose();
        _homes.Add(settled);
        for (var i = 0; i < Rows.Count; i++) (Rows[i].Home, Rows[i].Place) = (settled, i);
        return true;
    }

    /// <summary>Writes what each row feeds: its token, what it guesses to come after, and that token again up to the number of <paramref name="each"/>.</summary>
    /// <param name="tokens">[rows, each] at least.</param>
    public ReadOnlySpan<int> WriteTokens(Span<int> tokens, int each)
    {
        tokens = tokens[..(Rows.Count * each)];
        for (var i = 0; i < Rows.Count; i++)
        {
            var own = tokens.Slice(i * each, each);
            own.Fill(Rows[i].Text.Token);
            Rows[i].Guessed.CopyTo(own[1..]);
        }
        return tokens;
    }

    public void Dispose()
    {
        foreach (var home in _homes) home.Dispose();
        _homes.Clear();
    }
}
