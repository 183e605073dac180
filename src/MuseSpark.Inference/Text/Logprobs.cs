using System.Numerics.Tensors;

namespace MuseSpark.Inference.Text;

/// <summary>One token of a text with its chance and those of the likeliest at its place.</summary>
/// <param name="Token">The one that was chosen.</param>
/// <param name="Top">The likeliest, likeliest first; the chosen one is not always among them.</param>
public sealed record TokenLogprob(TokenChance Token, IReadOnlyList<TokenChance> Top);

/// <param name="Bytes">The UTF-8 bytes of the token, often not whole characters.</param>
/// <param name="Logprob">The natural logarithm of its chance by the model itself, before any setting: 0 is certain.</param>
public sealed record TokenChance(int Id, ReadOnlyMemory<byte> Bytes, float Logprob);

/// <summary>Logarithms of chances of logits [vocabulary]: pure functions.</summary>
internal static class Logprobs
{
    /// <summary>Logarithm of the sum of exp(logit): what a logit is above its logprob.</summary>
    public static double LogSum(ReadOnlySpan<float> logits)
    {
        var max = TensorPrimitives.Max(logits);
        double sum = 0;
        Span<float> part = stackalloc float[512];
        for (; !logits.IsEmpty; logits = logits[part.Length..])
        {
            part = part[..Math.Min(part.Length, logits.Length)];
            TensorPrimitives.Subtract(logits[..part.Length], max, part);
            TensorPrimitives.Exp(part, part);
            sum += TensorPrimitives.Sum<float>(part);
        }
        return max + Math.Log(sum);
    }

    /// <summary>The ids of the largest logits, largest first, of equals the lowest id first.</summary>
    public static int[] Largest(ReadOnlySpan<float> logits, int count)
    {
        if (count == 0) return [];
        var largest = new PriorityQueue<int, (float Logit, int Id)>(count + 1);
        for (var id = 0; id < logits.Length; id++)
        {
            if (largest.Count == count && largest.TryPeek(out _, out var least) && logits[id] <= least.Logit) continue;
            largest.Enqueue(id, (logits[id], -id));
            if (largest.Count > count) largest.Dequeue();
        }
        var ids = new int[largest.Count];
        for (var i = ids.Length - 1; i >= 0; i--) ids[i] = largest.Dequeue();
        return ids;
    }
}
