namespace MuseSpark.Inference.Text.Structures;

/// <summary>A state of a rule, and where its caller goes on; null for the rule that the text begins with.</summary>
/// <param name="number">Unlike that of any other.</param>
internal sealed class StackNode(int state, StackNode? caller, int number)
{
    public int State => state;

    public StackNode? Caller => caller;

    public int Number => number;

    /// <summary>How many there are, this one included.</summary>
    public int Depth { get; } = (caller?.Depth ?? 0) + 1;
}

/// <summary>Everywhere that a text so far may stand in an automaton, with what was found out about it.</summary>
/// <param name="tops">Stacks that read a byte next, each once, in the order of their numbers.</param>
/// <param name="isComplete">Whether the text may end here.</param>
internal sealed class StateSet(StackNode[] tops, bool isComplete, int classes)
{
    public ReadOnlySpan<StackNode> Tops => tops;

    public bool IsComplete => isComplete;

    /// <summary>Whether nothing may come after.</summary>
    public bool IsOver => tops.Length == 0;

    /// <summary>[class] what a byte leads to, as far as it was asked for.</summary>
    public StateSet?[] Next { get; } = new StateSet?[classes];

    /// <summary>[vocabulary] a bit for each token that may come next; null before it was asked for.</summary>
    public ulong[]? Tokens { get; set; }
}
