namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// What texts were fed lately, so that one that begins like them costs only its new tokens. What was fed in one scope is never used in
/// another: the time to the first word would tell what others write.
/// </summary>
/// <param name="step">Only whole multiples of so many tokens are kept and found; 1 where a graph gives the same numbers for any cut of a prompt.</param>
/// <remarks>From one thread at a time.</remarks>
internal sealed class PrefixCache(KvLayout layout, RowLayout side, long budget, int step = 1) : IDisposable
{
    /// <summary>Fewer tokens are fed again as fast as they are copied.</summary>
    public const int Shortest = 16;

    // The one used last in front.
    private readonly LinkedList<Entry> _entries = [];

    private sealed record Entry(string Scope, int[] Tokens, KvRows Rows);

    /// <summary>Bytes in use, at most the budget.</summary>
    public long Bytes { get; private set; }

    /// <summary>A cache of one row with as much of the prompt as is remembered, but never of its last token, whose logits are needed.</summary>
    /// <returns>The caller's own copy; null where nothing worth it is remembered.</returns>
    public KvRows? Find(string scope, ReadOnlySpan<int> prompt)
    {
        var (best, length) = ((LinkedListNode<Entry>?)null, Shortest - 1);
        for (var node = _entries.First; node is not null; node = node.Next)
            if (node.Value.Scope == scope && Whole(Math.Min(prompt.CommonPrefixLength(node.Value.Tokens), prompt.Length - 1)) is var common && common > length)
                (best, length) = (node, common);
        if (best is null) return null;
        Touch(best);
        return KvRows.Of(layout, side, [new(best.Value.Rows, 0, length)]);
    }

    /// <summary>Remembers a row in place of what it goes on from, and forgets what was not used for longest where there is no room.</summary>
    /// <param name="tokens">The tokens of the row, all or the first of them.</param>
    public void Keep(string scope, ReadOnlySpan<int> tokens, KvRows rows, int row)
    {
        tokens = tokens[..Whole(tokens.Length)];
        if (tokens.Length < Shortest) return;
        for (LinkedListNode<Entry>? node = _entries.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.Scope != scope) continue;
            var common = tokens.CommonPrefixLength(node.Value.Tokens);
            if (common == tokens.Length)
            {
                Touch(node);
                return;
            }
            if (common == node.Value.Tokens.Length) Drop(node);
        }
        var bytes = layout.BytesOf(tokens.Length);
        if (bytes > budget) return;
        while (Bytes + bytes > budget) Drop(_entries.Last!);
        _entries.AddFirst(new Entry(scope, tokens.ToArray(), KvRows.Of(layout, side, [new(rows, row, tokens.Length)], grows: false)));
        Bytes += bytes;
    }

    public void Dispose()
    {
        while (_entries.First is { } node) Drop(node);
    }

    private int Whole(int length) => length - length % step;

    private void Touch(LinkedListNode<Entry> node)
    {
        _entries.Remove(node);
        _entries.AddFirst(node);
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _entries.Remove(node);
        Bytes -= layout.BytesOf(node.Value.Tokens.Length);
        node.Value.Rows.Dispose();
    }
}
