using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>Patterns as a graph with edges for byte ranges, for calls and for nothing (Thompson 1968), on the way to an automaton.</summary>
internal sealed class RuleGraph
{
    /// <summary>Most states; a structure that is larger is refused before it takes memory.</summary>
    private const int MaxStates = 200_000;

    // Parts that are empty make no state, but looking at them as often as they are repeated takes time.
    private const int MaxParts = 1_000_000;

    private readonly List<Node> _nodes = [];
    private int _parts;

    /// <summary>A state with its edges.</summary>
    internal sealed class Node
    {
        public List<(byte First, byte Last, int To)> Bytes { get; } = [];
        public List<(int Rule, int To)> Calls { get; } = [];
        public List<int> Free { get; } = [];
    }

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Adds a rule's states.</summary>
    /// <exception cref="ModelException">It is too large.</exception>
    public (int Start, int End) Add(Pattern pattern)
    {
        var start = NewNode();
        return (start, Add(pattern, start));
    }

    /// <returns>The state behind the pattern.</returns>
    private int Add(Pattern pattern, int from)
    {
        if (++_parts > MaxParts) throw TooLarge();
        switch (pattern)
        {
            case Pattern.One one:
                return AddBytes(one.Set.Utf8(), from);
            case Pattern.Byte any:
                return AddBytes([[(any.First, any.Last)]], from);
            case Pattern.Row row:
                return row.Parts.Aggregate(from, (at, part) => Add(part, at));
            case Pattern.Either either:
                var end = NewNode();
                foreach (var part in either.Parts)
                {
                    // Each from a state of its own: a loop in one must not lead into the others.
                    var begin = NewNode();
                    _nodes[from].Free.Add(begin);
                    _nodes[Add(part, begin)].Free.Add(end);
                }
                return end;
            case Pattern.Call call:
                var back = NewNode();
                _nodes[from].Calls.Add((call.Rule, back));
                return back;
            case Pattern.Repeat repeat:
                return Add(repeat, from);
            default:
                throw new NotSupportedException(pattern.GetType().Name);
        }
    }

    private int Add(Pattern.Repeat repeat, int from)
    {
        var at = from;
        for (var i = 0; i < repeat.Least; i++) at = Add(repeat.Part, at);
        if (repeat.Most is not { } most)
        {
            var loop = NewNode();
            _nodes[at].Free.Add(loop);
            _nodes[Add(repeat.Part, loop)].Free.Add(loop);
            var after = NewNode();
            _nodes[loop].Free.Add(after);
            return after;
        }
        var end = NewNode();
        for (var i = repeat.Least; i < most; i++)
        {
            _nodes[at].Free.Add(end);
            var begin = NewNode();
            _nodes[at].Free.Add(begin);
            at = Add(repeat.Part, begin);
        }
        _nodes[at].Free.Add(end);
        return end;
    }

    private int AddBytes(IEnumerable<(byte First, byte Last)[]> rows, int from)
    {
        var end = NewNode();
        foreach (var row in rows)
        {
            var at = from;
            for (var i = 0; i < row.Length; i++)
            {
                var to = i == row.Length - 1 ? end : NewNode();
                _nodes[at].Bytes.Add((row[i].First, row[i].Last, to));
                at = to;
            }
        }
        return end;
    }

    private int NewNode()
    {
        if (_nodes.Count >= MaxStates) throw TooLarge();
        _nodes.Add(new Node());
        return _nodes.Count - 1;
    }

    private static ModelException TooLarge() => new("That structure is too large. Use smaller counts and fewer alternatives.");
}
