namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// How deep rules must at least be open within each other to get from each state to the end of its rule. With it a text never goes where the
/// limit of depth would leave it without a way out.
/// </summary>
internal static class RuleHeights
{
    /// <returns>For each state 0 for no call; more than the limit where there is no way at all.</returns>
    public static int[] Find(IReadOnlyList<int[]> next, IReadOnlyList<(int Start, int Then)[]> calls, IReadOnlyList<bool> ends)
    {
        var heights = new int[ends.Count];
        Array.Fill(heights, ByteAutomaton.MaxDepth + 1);
        var before = new List<int>?[ends.Count]; // over a byte
        var after = new List<(int From, int Start)>?[ends.Count]; // states that go on here after a call
        var callers = new List<(int From, int Then)>?[ends.Count]; // of a rule that starts here
        var open = new PriorityQueue<int, int>();
        for (var state = 0; state < ends.Count; state++)
        {
            foreach (var to in next[state].Where(to => to >= 0).Distinct()) (before[to] ??= []).Add(state);
            foreach (var (start, then) in calls[state])
            {
                (after[then] ??= []).Add((state, start));
                (callers[start] ??= []).Add((state, then));
            }
            if (ends[state]) Reach(state, 0);
        }
        // Least first (Dijkstra): a call costs one more than its rule, and what comes after it counts where it is higher.
        while (open.TryDequeue(out var state, out var height))
        {
            if (heights[state] < height) continue;
            foreach (var from in before[state] ?? []) Reach(from, height);
            foreach (var (from, start) in after[state] ?? []) Reach(from, Math.Max(height, heights[start] + Cost(state)));
            foreach (var (from, then) in callers[state] ?? []) Reach(from, Math.Max(heights[then], height + Cost(then)));
        }
        return heights;

        // Whoever has nothing more to do after a call is not waited for.
        int Cost(int then) => ends[then] && calls[then].Length == 0 && !next[then].AsSpan().ContainsAnyExcept(-1) ? 0 : 1;

        void Reach(int state, int height)
        {
            if (height >= heights[state]) return;
            heights[state] = height;
            open.Enqueue(state, height);
        }
    }
}
