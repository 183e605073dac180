using System.Runtime.InteropServices;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>Builds an automaton of rules: each rule's graph made deterministic by the subset construction, calls counting as letters.</summary>
internal sealed class AutomatonBuilder
{
    private const int MaxStates = 50_000;

    // States times classes of bytes: 16 MB of table.
    private const int MaxCells = 4_000_000;

    // Steps through all subsets together, which bounds the time of building, and its memory.
    private const int MaxWork = 3_000_000;

    // The same of what bytes lead to before it is closed, which costs a tenth as much.
    private const int MaxReached = 30_000_000;

    private readonly RuleGraph _graph = new();
    private readonly byte[] _classes = new byte[256];
    private readonly List<int[]> _next = [];
    private readonly List<(int Start, int Then)[]> _calls = [];
    private readonly List<bool> _ends = [];
    private int _classCount;
    private int _work, _reached;

    /// <summary>Builds the automaton of some rules, of which a text begins with the first.</summary>
    /// <exception cref="ModelException">It is too large, can never be complete, or a rule begins with itself.</exception>
    public static ByteAutomaton Build(IReadOnlyList<Pattern> rules) => new AutomatonBuilder().BuildAll(rules);

    private ByteAutomaton BuildAll(IReadOnlyList<Pattern> rules)
    {
        var parts = rules.Select(_graph.Add).ToArray();
        FindClasses();
        var starts = new int[rules.Count];
        for (var rule = 0; rule < rules.Count; rule++) starts[rule] = Determine(parts[rule].Start, parts[rule].End);
        for (var state = 0; state < _calls.Count; state++) _calls[state] = [.. _calls[state].Select(call => (starts[call.Start], call.Then))];
        var heights = RuleHeights.Find(_next, _calls, _ends);
        if (heights[starts[0]] > ByteAutomaton.MaxDepth) throw new ModelException("That structure can never be complete: something in it must hold itself without end.");
        LeftRecursion.Refuse(starts, _calls, _ends);
        // Edges into what can't be completed are no edges, so whatever is begun can be ended.
        return new ByteAutomaton
        {
            Classes = _classes,
            ClassCount = _classCount,
            Next = [.. _next.SelectMany(row => row.Select(next => next >= 0 && heights[next] <= ByteAutomaton.MaxDepth ? next : -1))],
            Calls = [.. _calls.Select(calls => calls.Where(call => heights[call.Start] < ByteAutomaton.MaxDepth && heights[call.Then] <= ByteAutomaton.MaxDepth).ToArray())],
            Ends = [.. _ends],
            Heights = heights,
            Start = starts[0],
        };
    }

    /// <summary>Neighbours that no edge parts are one class; classes are in the order of their bytes.</summary>
    private void FindClasses()
    {
        var begins = new bool[257];
        foreach (var (first, last, _) in _graph.Nodes.SelectMany(n => n.Bytes)) begins[first] = begins[last + 1] = true;
        for (var b = 1; b < 256; b++) _classes[b] = (byte)(_classes[b - 1] + (begins[b] ? 1 : 0));
        _classCount = _classes[255] + 1;
    }

    /// <returns>The rule's first state.</returns>
    private int Determine(int start, int end)
    {
        var known = new Dictionary<string, int>();
        // By what is reached before it is closed: most bytes lead from most states to the same few places.
        var reached = new Dictionary<string, int>();
        var open = new Queue<int[]>();
        var first = StateOf([start]);
        while (open.TryDequeue(out var set))
        {
            var byClass = new List<int>?[_classCount];
            var byRule = new SortedDictionary<int, List<int>>();
            foreach (var node in set)
            {
                foreach (var (from, to, target) in _graph.Nodes[node].Bytes)
                    for (int c = _classes[from]; c <= _classes[to]; c++) (byClass[c] ??= []).Add(target);
                foreach (var (rule, target) in _graph.Nodes[node].Calls)
                {
                    if (!byRule.TryGetValue(rule, out var targets)) byRule[rule] = targets = [];
                    targets.Add(target);
                }
            }
            var state = known[Key(set)];
            // The same targets for many bytes are closed once.
            for (var c = 0; c < _classCount; c++)
                if (byClass[c] is { } targets) _next[state][c] = Reach(targets);
            _calls[state] = [.. byRule.Select(pair => (pair.Key, StateOf(pair.Value)))];
        }
        return first;

        int Reach(List<int> nodes)
        {
            if ((_reached += nodes.Count) > MaxReached) throw TooIntricate();
            var key = Key(CollectionsMarshal.AsSpan(nodes));
            return reached.TryGetValue(key, out var state) ? state : reached[key] = StateOf(nodes);
        }

        int StateOf(IEnumerable<int> nodes)
        {
            var set = Close(nodes);
            var key = Key(set);
            if (known.TryGetValue(key, out var state)) return state;
            if (_ends.Count >= MaxStates || (_ends.Count + 1) * _classCount > MaxCells)
                throw new ModelException("That structure is too large. Use smaller counts and fewer alternatives.");
            known[key] = state = _ends.Count;
            var row = new int[_classCount];
            Array.Fill(row, -1);
            _next.Add(row);
            _calls.Add([]);
            _ends.Add(Array.BinarySearch(set, end) >= 0);
            open.Enqueue(set);
            return state;
        }
    }

    /// <summary>With everything that is reached without a byte, in order.</summary>
    private int[] Close(IEnumerable<int> nodes)
    {
        var all = new HashSet<int>(nodes);
        var open = new Stack<int>(all);
        while (open.TryPop(out var node))
        {
            if (++_work > MaxWork) throw TooIntricate();
            foreach (var free in _graph.Nodes[node].Free)
                if (all.Add(free)) open.Push(free);
        }
        int[] set = [.. all];
        Array.Sort(set);
        return set;
    }

    private static string Key(ReadOnlySpan<int> set) => new(MemoryMarshal.Cast<int, char>(set));

    private static ModelException TooIntricate() => new("That structure is too intricate. Use smaller counts and fewer alternatives.");
}
