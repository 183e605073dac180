using System.Numerics.Tensors;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text;

/// <summary>Chooses a token from logits [vocabulary]: pure functions over spans, all randomness passed in.</summary>
/// <remarks>The order is that of transformers, after the <see cref="Penalties"/>: temperature, top-k, top-p, min-p; then a mark.</remarks>
internal static class Sampler
{
    /// <summary>The likeliest token; of equals the lowest id.</summary>
    /// <exception cref="ModelException">A logit is not a number.</exception>
    public static int Likeliest(ReadOnlySpan<float> logits)
    {
        var id = TensorPrimitives.IndexOfMax(logits);
        // IndexOfMax stops at the first NaN, so one look is enough.
        if (!float.IsFinite(logits[id])) throw new ModelException("The model computed no usable numbers. Its file may be damaged.");
        return id;
    }

    /// <summary>Draws a token. Overwrites <paramref name="logits"/>.</summary>
    /// <param name="ids">Scratch, [vocabulary].</param>
    /// <param name="order">Scratch, [vocabulary].</param>
    /// <param name="mark">Changes the chances of what is left after all settings; it has no say where the temperature is 0.</param>
    /// <param name="written">What the mark is told of the text so far.</param>
    public static int Draw(
        Span<float> logits, Span<int> ids, Span<ulong> order, SamplerSettings settings, SeededRandom random,
        TokenMark? mark = null, ReadOnlySpan<int> written = default)
    {
        var likeliest = Likeliest(logits);
        if (settings.Temperature == 0) return likeliest;

        for (var i = 0; i < ids.Length; i++) ids[i] = i;
        var count = logits.Length;
        if (settings.TopK > 0 && settings.TopK < count) count = KeepTop(logits, ids, settings.TopK);

        // p_i = exp((x_i - x_max) / T), not normalised: the likeliest has 1
        var p = logits[..count];
        var max = TensorPrimitives.Max(p);
        for (var i = 0; i < count; i++) p[i] = MathF.Exp((p[i] - max) / settings.Temperature);

        // What can't come is no candidate.
        count = Keep(p, ids, float.Epsilon);
        p = p[..count];

        if (settings.TopP < 1) count = KeepNucleus(p, ids, order, settings.TopP);
        if (settings.MinP > 0) count = KeepAtLeast(p[..count], ids, settings.MinP);
        mark?.Invoke(written, ids[..count], p[..count]);

        // Inverse transform: the first token at which the running sum passes u times the whole.
        var left = random.NextDouble() * Sum(p[..count]);
        for (var i = 0; i < count; i++)
        {
            left -= p[i];
            if (left < 0) return ids[i];
        }
        return ids[count - 1];
    }

    /// <summary>The chance that two draws at this temperature differ, 0 to 1.</summary>
    /// <exception cref="ModelException">A logit is not a number.</exception>
    public static float Choice(ReadOnlySpan<float> logits, float temperature)
    {
        var max = logits[Likeliest(logits)];
        double sum = 0, squares = 0;
        foreach (var logit in logits)
        {
            var p = Math.Exp((logit - max) / temperature);
            (sum, squares) = (sum + p, squares + p * p);
        }
        return (float)(1 - squares / (sum * sum));
    }

    /// <summary>Moves the k largest to the front, in order of id. A heap with the smallest kept on top: O(n log k).</summary>
    private static int KeepTop(Span<float> values, Span<int> ids, int k)
    {
        for (var i = k / 2 - 1; i >= 0; i--) Sink(values[..k], ids, i);
        for (var i = k; i < values.Length; i++)
        {
            if (values[i] <= values[0]) continue;
            (values[0], ids[0]) = (values[i], ids[i]);
            Sink(values[..k], ids, 0);
        }
        ids[..k].Sort(values[..k]);
        return k;
    }

    private static void Sink(Span<float> heap, Span<int> ids, int i)
    {
        while (2 * i + 1 < heap.Length)
        {
            var child = 2 * i + 1;
            if (child + 1 < heap.Length && Below(heap, ids, child + 1, child)) child++;
            if (!Below(heap, ids, child, i)) return;
            (heap[i], heap[child]) = (heap[child], heap[i]);
            (ids[i], ids[child]) = (ids[child], ids[i]);
            i = child;
        }

        // Of equal values the higher id goes first, so that the lower one is kept.
        static bool Below(Span<float> heap, Span<int> ids, int a, int b) =>
            heap[a] < heap[b] || heap[a] == heap[b] && ids[a] > ids[b];
    }

    /// <summary>Keeps the smallest set of likeliest tokens whose share reaches <paramref name="topP"/> (Holtzman et al. 2019).</summary>
    private static int KeepNucleus(Span<float> p, Span<int> ids, Span<ulong> order, float topP)
    {
        var total = Sum(p);
        // n tokens below (1 - topP) / n of the whole can't be needed to reach topP: most need no sorting.
        var candidates = Keep(p, ids, (float)((1 - topP) / p.Length * total));
        // Likeliest first and of equals the lowest id: the bits of a positive float are in the order of its value.
        order = order[..candidates];
        for (var i = 0; i < candidates; i++) order[i] = (ulong)~BitConverter.SingleToUInt32Bits(p[i]) << 32 | (uint)ids[i];
        order.Sort();
        double sum = 0;
        for (var i = 0; i < candidates; i++)
        {
            p[i] = BitConverter.UInt32BitsToSingle(~(uint)(order[i] >> 32));
            ids[i] = (int)(uint)order[i];
            sum += p[i];
            if (sum >= topP * total) return i + 1;
        }
        return candidates;
    }

    /// <summary>Keeps tokens with at least this share of the likeliest one's probability (Nguyen et al. 2024).</summary>
    private static int KeepAtLeast(Span<float> p, Span<int> ids, float minP) => Keep(p, ids, minP * TensorPrimitives.Max<float>(p));

    private static int Keep(Span<float> p, Span<int> ids, float threshold)
    {
        var kept = 0;
        for (var i = 0; i < p.Length; i++)
        {
            if (p[i] < threshold) continue;
            (p[kept], ids[kept]) = (p[i], ids[i]);
            kept++;
        }
        return kept;
    }

    // In double and in order: a vectorised sum would hang on the width of the machine's vectors.
    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
