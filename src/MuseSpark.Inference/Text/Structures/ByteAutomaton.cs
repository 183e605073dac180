namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// Rules as automata over bytes, in one table of states. A rule has edges for bytes, at most one each, and calls of other rules, after which it
/// goes on: together a pushdown automaton (recursive transition network, Woods 1970).
/// </summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
internal sealed class ByteAutomaton
{
    /// <summary>Most rules that may be open within each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>The class of each byte: bytes of one class are never told apart.</summary>
    public required byte[] Classes { get; init; }

    public required int ClassCount { get; init; }

    /// <summary>[state, class] the state that a byte leads to, or -1.</summary>
    public required int[] Next { get; init; }

    /// <summary>For each state the rules it can call, by their first state, and where it goes on after them.</summary>
    public required (int Start, int Then)[][] Calls { get; init; }

    /// <summary>Whether the rule may end here.</summary>
    public required bool[] Ends { get; init; }

    /// <summary>Rules within each other that are needed at least to get from a state to the end of its rule; above the limit, it can't.</summary>
    public required int[] Heights { get; init; }

    /// <summary>First state of the rule that a text begins with.</summary>
    public required int Start { get; init; }

    public int StateCount => Ends.Length;

    /// <summary>Whether a state has an edge for any byte.</summary>
    public bool Reads(int state) => Next.AsSpan(state * ClassCount, ClassCount).ContainsAnyExcept(-1);

    /// <summary>Whether nothing comes after a state, so that whoever called the rule can go on in its place.</summary>
    public bool IsLast(int state) => Ends[state] && Calls[state].Length == 0 && !Reads(state);

    /// <summary>The texts that have none of this one's in them: no text gets to where this one ends.</summary>
    /// <remarks>For an automaton of one rule, without calls, in which every byte has an edge until the end.</remarks>
    public ByteAutomaton Without() => new()
    {
        Classes = Classes,
        ClassCount = ClassCount,
        Next = [.. Next.Select(next => next >= 0 && Ends[next] ? -1 : next)],
        Calls = Calls,
        Ends = [.. Enumerable.Repeat(true, StateCount)],
        Heights = new int[StateCount],
        Start = Start,
    };
}
