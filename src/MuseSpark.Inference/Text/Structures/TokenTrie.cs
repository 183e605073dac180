using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// A vocabulary by the bytes of its tokens: what many begin with is looked at once. It lies in one row in the order of its letters, each with
/// where the row goes on if nothing that begins so can come.
/// </summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
internal sealed class TokenTrie
{
    private readonly byte[] _bytes;
    private readonly ushort[] _depths;
    private readonly int[] _ends;
    // [node] the tokens that end here: places in _ids.
    private readonly (int From, int Count)[] _own;
    private readonly int[] _ids;
    private readonly int _longest;

    private TokenTrie(List<(byte[] Bytes, int Id)> tokens, IReadOnlyList<int> silent)
    {
        Silent = silent;
        tokens.Sort(static (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes) is not 0 and var order ? order : a.Id - b.Id);
        var (bytes, depths, ends, owns) = (new List<byte>(), new List<ushort>(), new List<int>(), new List<(int From, int Count)>());
        var open = new Stack<int>();
        byte[] before = [];
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i].Bytes;
            var common = token.AsSpan().CommonPrefixLength(before);
            while (open.Count > common) ends[open.Pop()] = bytes.Count;
            for (var depth = common; depth < token.Length; depth++)
            {
                open.Push(bytes.Count);
                bytes.Add(token[depth]);
                depths.Add((ushort)depth);
                ends.Add(0);
                owns.Add((i, 0));
            }
            owns[open.Peek()] = owns[open.Peek()] is var own && own.Count == 0 ? (i, 1) : (own.From, own.Count + 1);
            before = token;
        }
        while (open.TryPop(out var node)) ends[node] = bytes.Count;
        (_bytes, _depths, _ends, _own) = ([.. bytes], [.. depths], [.. ends], [.. owns]);
        _ids = [.. tokens.Select(t => t.Id)];
        _longest = tokens.Count == 0 ? 0 : tokens.Max(t => t.Bytes.Length);
        First = this;
    }

    /// <summary>The trie of the first token of a text, which in some vocabularies loses a space; this one where there is no difference.</summary>
    public TokenTrie First { get; private init; }

    /// <summary>Tokens that no reader sees.</summary>
    public IReadOnlyList<int> Silent { get; }

    public static TokenTrie Of(Tokenizer tokenizer)
    {
        List<(byte[] Bytes, int Id)> inside = [], first = [];
        List<int> silent = [], silentFirst = [];
        for (var id = 0; id < tokenizer.VocabularySize; id++)
        {
            var (bytes, begin) = tokenizer.IsSpecial(id) ? ([], []) : (tokenizer.BytesOf(id).ToArray(), tokenizer.FirstBytesOf(id).ToArray());
            if (bytes.Length is 0 or > ushort.MaxValue) silent.Add(id);
            else inside.Add((bytes, id));
            if (begin.Length is 0 or > ushort.MaxValue) silentFirst.Add(id);
            else first.Add((begin, id));
        }
        var trie = new TokenTrie(inside, silent);
        return first.Count == inside.Count && first.TrueForAll(token => token.Bytes.Length == tokenizer.BytesOf(token.Id).Length)
            ? trie
            : new TokenTrie(inside, silent) { First = new TokenTrie(first, silentFirst) };
    }

    /// <summary>Sets the bit of each token whose bytes can all come.</summary>
    /// <param name="start">Where the text is.</param>
    /// <param name="after">Where it is after a byte, or null where that can't come.</param>
    public void Walk(StateSet start, Func<StateSet, byte, StateSet?> after, Span<ulong> tokens)
    {
        var path = new StateSet[_longest + 1];
        path[0] = start;
        for (var node = 0; node < _bytes.Length;)
        {
            var depth = _depths[node];
            if (after(path[depth], _bytes[node]) is not { } next)
            {
                node = _ends[node];
                continue;
            }
            path[depth + 1] = next;
            foreach (var id in _ids.AsSpan(_own[node].From, _own[node].Count)) tokens[id >> 6] |= 1UL << id;
            node++;
        }
    }
}
