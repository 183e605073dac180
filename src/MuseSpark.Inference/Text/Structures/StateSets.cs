using System.Runtime.InteropServices;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// Follows an automaton byte by byte, in all ways that the bytes allow at once, and remembers where each byte led and which tokens fit. Stacks
/// share their callers, so one costs its top alone.
/// </summary>
/// <remarks>From one thread at a time. Holds at most about 64 MB; then it forgets and finds out again.</remarks>
internal sealed class StateSets
{
    // More ways at a time than any structure has that is meant; a byte that leads to more isn't allowed.
    private const int MostTops = 256;

    private const int MostSets = 20_000, MostStacks = 200_000;

    // All texts wait while one looks for its tokens.
    private const int MostSetsAWalk = 10 * MostSets;

    private const long MostMaskBytes = 32L << 20;

    private readonly ByteAutomaton _automaton;
    private readonly TokenTrie _trie;
    private readonly int _words;
    private readonly bool _silentToo;
    private readonly Dictionary<(int State, StackNode? Caller), StackNode> _stacks = [];
    private readonly Dictionary<string, StateSet> _sets = [];
    private readonly StateSet _dead;
    private int _number;
    private long _maskBytes;
    private int _foundOnWalk;

    /// <param name="vocabulary">Logits a token; tokens that the tokenizer doesn't have are never allowed.</param>
    /// <param name="silentToo">Whether tokens that no reader sees may come at any time.</param>
    public StateSets(ByteAutomaton automaton, TokenTrie trie, int vocabulary, bool silentToo)
    {
        (_automaton, _trie, _words, _silentToo) = (automaton, trie, (vocabulary + 63) / 64, silentToo);
        _dead = new StateSet([], false, automaton.ClassCount);
        Start = Close([(automaton.Start, null)]);
    }

    /// <summary>Before the first byte.</summary>
    public StateSet Start { get; }

    /// <summary>Where the set is after a byte, or null where that can't come.</summary>
    public StateSet? After(StateSet set, byte value)
    {
        var c = _automaton.Classes[value];
        var next = set.Next[c] ??= Find(set, c);
        return next == _dead ? null : next;
    }

    /// <summary>Where it is after all bytes, or null where they can't come.</summary>
    public StateSet? After(StateSet set, ReadOnlySpan<byte> bytes)
    {
        var at = set;
        foreach (var value in bytes)
            if (After(at, value) is { } next) at = next;
            else return null;
        return at;
    }

    /// <summary>A bit for each token that may come next; those that end a text are for the caller to add.</summary>
    /// <param name="isFirst">Whether it is the first of the text.</param>
    public ReadOnlySpan<ulong> Tokens(StateSet set, bool isFirst)
    {
        if (isFirst && _trie.First != _trie) return Walk(_trie.First, set);
        if (set.Tokens is not null) return set.Tokens;
        Forget();
        _maskBytes += _words * sizeof(ulong);
        return set.Tokens = Walk(_trie, set);
    }

    private ulong[] Walk(TokenTrie trie, StateSet set)
    {
        _foundOnWalk = 0;
        var tokens = new ulong[_words];
        trie.Walk(set, After, tokens);
        foreach (var id in _silentToo ? trie.Silent : []) tokens[id >> 6] |= 1UL << id;
        return tokens;
    }

    private StateSet Find(StateSet set, int c)
    {
        Forget();
        if (++_foundOnWalk > MostSetsAWalk) throw new ModelException("That structure lets a text go on in too many ways. Use fewer alternatives that begin alike.");
        var next = new List<(int, StackNode?)>(set.Tops.Length);
        foreach (var top in set.Tops)
            if (_automaton.Next[top.State * _automaton.ClassCount + c] is var to && to >= 0) next.Add((to, top.Caller));
        return next.Count == 0 ? _dead : Close(next);
    }

    /// <summary>With all calls and returns that need no byte.</summary>
    private StateSet Close(List<(int State, StackNode? Caller)> open)
    {
        var seen = new HashSet<(int, StackNode?)>(open);
        var tops = new SortedList<int, StackNode>();
        var isComplete = false;
        for (var i = 0; i < open.Count; i++)
        {
            var (state, caller) = open[i];
            // What can't be completed within the limit of depth is not begun.
            if (!IsWithin(state, caller)) continue;
            if (_automaton.Reads(state) && StackOf(state, caller) is var top) tops[top.Number] = top;
            if (_automaton.Ends[state])
            {
                if (caller is null) isComplete = true;
                else Open(caller.State, caller.Caller);
            }
            // Where nothing follows, the caller's caller is the one to return to: a list as a rule that ends with itself stays flat.
            foreach (var (start, then) in _automaton.Calls[state])
                if (IsWithin(then, caller)) Open(start, _automaton.IsLast(then) ? caller : StackOf(then, caller));
            if (open.Count > 16 * MostTops) return _dead;
        }
        if (tops.Count > MostTops || tops.Count == 0 && !isComplete) return _dead;

        var key = string.Create(tops.Count * 2 + 1, (tops, isComplete), static (chars, set) =>
        {
            for (var i = 0; i < set.tops.Count; i++) MemoryMarshal.Write(MemoryMarshal.AsBytes(chars.Slice(2 * i, 2)), set.tops.Keys[i]);
            chars[^1] = set.isComplete ? '+' : '-';
        });
        if (!_sets.TryGetValue(key, out var found)) _sets[key] = found = new StateSet([.. tops.Values], isComplete, _automaton.ClassCount);
        return found;

        void Open(int state, StackNode? caller)
        {
            if (seen.Add((state, caller))) open.Add((state, caller));
        }
    }

    private bool IsWithin(int state, StackNode? caller) => _automaton.Heights[state] + (caller?.Depth ?? 0) <= ByteAutomaton.MaxDepth;

    private StackNode StackOf(int state, StackNode? caller)
    {
        if (!_stacks.TryGetValue((state, caller), out var node)) _stacks[(state, caller)] = node = new StackNode(state, caller, _number++);
        return node;
    }

    /// <summary>What texts hold on to stays valid; only what was found out about it, and that two of it are the same, is no longer known.</summary>
    private void Forget()
    {
        if (_sets.Count < MostSets && _stacks.Count < MostStacks && _maskBytes < MostMaskBytes) return;
        // Or the start, which stays, would hold on to all of them.
        foreach (var set in _sets.Values)
        {
            Array.Clear(set.Next);
            set.Tokens = null;
        }
        _sets.Clear();
        _stacks.Clear();
        _maskBytes = 0;
    }
}
