using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>Refuses rules that call themselves before they have read a byte, which would go on for ever.</summary>
internal static class LeftRecursion
{
    /// <exception cref="ModelException">A rule begins with itself.</exception>
    public static void Refuse(int[] starts, IReadOnlyList<(int Start, int Then)[]> calls, IReadOnlyList<bool> ends)
    {
        var empties = FindEmpty(starts, calls, ends);
        var done = new HashSet<int>();
        foreach (var start in starts)
        {
            // Depth first, without recursion of our own: there may be thousands of rules.
            var path = new HashSet<int>();
            var open = new Stack<(int Rule, bool Leaves)>([(start, false)]);
            while (open.TryPop(out var step))
            {
                if (step.Leaves)
                {
                    path.Remove(step.Rule);
                    done.Add(step.Rule);
                    continue;
                }
                if (done.Contains(step.Rule)) continue;
                if (!path.Add(step.Rule)) throw new ModelException("That structure begins with itself: a rule or a $ref must have something before it names itself again.");
                open.Push((step.Rule, true));
                foreach (var first in Beginnings(step.Rule, calls, empties).SelectMany(state => calls[state]).Select(call => call.Start).Distinct())
                {
                    if (path.Contains(first)) throw new ModelException("That structure begins with itself: a rule or a $ref must have something before it names itself again.");
                    if (!done.Contains(first)) open.Push((first, false));
                }
            }
        }
    }

    /// <summary>Rules, by their first state, that may be of no bytes.</summary>
    private static HashSet<int> FindEmpty(int[] starts, IReadOnlyList<(int Start, int Then)[]> calls, IReadOnlyList<bool> ends)
    {
        var empties = new HashSet<int>();
        for (var before = -1; before != empties.Count;)
        {
            before = empties.Count;
            foreach (var start in starts)
                if (!empties.Contains(start) && Beginnings(start, calls, empties).Any(state => ends[state])) empties.Add(start);
        }
        return empties;
    }

    /// <summary>The states that a rule is in before its first byte.</summary>
    private static HashSet<int> Beginnings(int start, IReadOnlyList<(int Start, int Then)[]> calls, HashSet<int> empties)
    {
        var states = new HashSet<int> { start };
        var open = new Stack<int>(states);
        while (open.TryPop(out var state))
            foreach (var (rule, then) in calls[state])
                if (empties.Contains(rule) && states.Add(then)) open.Push(then);
        return states;
    }
}
