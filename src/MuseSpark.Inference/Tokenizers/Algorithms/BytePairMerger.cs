using System.Runtime.InteropServices;

namespace MuseSpark.Inference.Tokenizers.Algorithms;

/// <summary>
/// The joining in byte-pair encoding: joins the pair of neighbours with the lowest rank until none is left.
/// </summary>
/// <param name="merges">(left id, right id) to (rank, id of the joined token).</param>
/// <remarks>
/// A heap of candidate pairs over a linked list of symbols makes a word of n symbols cost O(n log n), so that a million
/// equal letters are no way to hold up the machine. Safe for concurrent calls.
/// </remarks>
internal sealed class BytePairMerger(Dictionary<(int Left, int Right), (int Rank, int Id)> merges)
{
    private struct Symbol
    {
        public int Id, Previous, Next;
    }

    /// <summary>Appends the tokens of the word that starts as <paramref name="ids"/>, one id a byte or character.</summary>
    public void Merge(ReadOnlySpan<int> ids, List<int> output)
    {
        if (ids.Length < 2)
        {
            output.AddRange(ids);
            return;
        }
        var symbols = new Symbol[ids.Length];
        for (var i = 0; i < ids.Length; i++)
            symbols[i] = new Symbol { Id = ids[i], Previous = i - 1, Next = i + 1 < ids.Length ? i + 1 : -1 };

        // Equal ranks join from left to right: position is the tie-break in the low half of the priority.
        var queue = new PriorityQueue<(int Left, int Right, int LeftId, int RightId), long>(ids.Length);
        for (var i = 0; i + 1 < symbols.Length; i++) Offer(i);

        while (queue.TryDequeue(out var pair, out _))
        {
            ref var left = ref symbols[pair.Left];
            // A candidate is stale when either side has been joined since; joined-away symbols have id -1.
            if (left.Id != pair.LeftId || left.Next != pair.Right || symbols[pair.Right].Id != pair.RightId) continue;
            left.Id = merges[(pair.LeftId, pair.RightId)].Id;
            left.Next = symbols[pair.Right].Next;
            symbols[pair.Right].Id = -1;
            if (left.Next >= 0) symbols[left.Next].Previous = pair.Left;
            if (left.Previous >= 0) Offer(left.Previous);
            Offer(pair.Left);
        }

        for (var i = 0; i >= 0; i = symbols[i].Next) output.Add(symbols[i].Id);

        void Offer(int index)
        {
            var next = symbols[index].Next;
            if (next < 0) return;
            ref var merge = ref CollectionsMarshal.GetValueRefOrNullRef(merges, (symbols[index].Id, symbols[next].Id));
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref merge))
                queue.Enqueue((index, next, symbols[index].Id, symbols[next].Id), (long)merge.Rank << 32 | (uint)index);
        }
    }
}
