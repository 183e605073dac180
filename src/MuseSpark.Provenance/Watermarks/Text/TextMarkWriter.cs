namespace MuseSpark.Provenance.Watermarks.Text;

/// <summary>
/// Marks one text while it is written. In a context that was there among the last 1,024 the chances stay as they are: to favour the
/// same tokens in it again would make a text that repeats itself repeat itself more.
/// </summary>
/// <remarks>For one text, from one thread at a time. A token allocates nothing, apart from room for more candidates than any before it had.</remarks>
public sealed class TextMarkWriter
{
    private const int Remembered = 1024;

    private readonly ITextMark _mark;
    private readonly NgramKey _key;
    private readonly ulong[] _contexts = new ulong[Remembered];
    private ulong[] _draws = new ulong[64];
    private int _count;

    internal TextMarkWriter(ITextMark mark, NgramKey key) => (_mark, _key) = (mark, key);

    /// <summary>Changes the chances of the token to come.</summary>
    /// <param name="written">The text's tokens so far, without any prompt.</param>
    /// <param name="ids">The candidates.</param>
    /// <param name="chances">Their chances, not negative, in any unit.</param>
    public void Apply(ReadOnlySpan<int> written, ReadOnlySpan<int> ids, Span<float> chances)
    {
        if (written.Length < Ngram.ContextLength) return;
        var ngram = new Ngram(_key, written[^Ngram.ContextLength..]);
        var context = ngram.Context;
        if (_contexts.AsSpan(0, Math.Min(_count, Remembered)).Contains(context)) return;
        _contexts[_count++ % Remembered] = context;

        if (_draws.Length < ids.Length) _draws = new ulong[ids.Length];
        var draws = _draws.AsSpan(0, ids.Length);
        for (var i = 0; i < ids.Length; i++) draws[i] = ngram.With(ids[i]);
        _mark.Favour(draws, chances);
    }
}
