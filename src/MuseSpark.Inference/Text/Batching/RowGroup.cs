namespace MuseSpark.Inference.Text.Batching;

/// <summary>Rows that are decoded in one run, with their common cache.</summary>
internal sealed class RowGroup(KvLayout layout, RowLayout side) : IDisposable
{
    // Beyond twice the shortest row's length, what the padding costs is more than what a run of its own does.
    private const int Slack = 256;

    private readonly List<KvRows> _homes = [];
    private readonly List<BatchRow> _rows = [];
    private bool _isChanged;

    public IReadOnlyList<BatchRow> Rows => _rows;

    /// <summary>The rows' cache, in their order; after <see cref="Settle"/>.</summary>
    public KvRows Cache => _homes[0];

    public bool HasRoomFor(int rows, int length) =>
        side != RowLayout.OneByOne && _rows.Count + rows <= TextBatch.MaxRows
        && _rows.All(r => Math.Max(r.Length, length) <= 2 * Math.Min(r.Length, length) + Slack);

    /// <summary>Takes rows that have their place in <paramref name="home"/>, which is the group's from here.</summary>
    public void Add(IEnumerable<BatchRow> rows, KvRows home)
    {
        _rows.AddRange(rows);
        _homes.Add(home);
        _isChanged = true;
    }

    /// <summary>Lets go of rows that are over, and puts those that are left side by side.</summary>
    /// <returns>False when none is left.</returns>
    public bool Settle()
    {
        _isChanged |= _rows.RemoveAll(r => r.IsGone) > 0;
        if (_rows.Count == 0) return false;
        if (!_isChanged) return true;
        _isChanged = false;
        if (_homes.Count == 1 && Cache.Count == _rows.Count) return true;
        var settled = KvRows.Of(layout, side, [.. _rows.Select(r => new KvSource(r.Home, r.Place, r.Length))]);
        Dispose();
        _homes.Add(settled);
        for (var i = 0; i < _rows.Count; i++) (_rows[i].Home, _rows[i].Place) = (settled, i);
        return true;
    }

    public void Dispose()
    {
        foreach (var home in _homes) home.Dispose();
        _homes.Clear();
    }
}
