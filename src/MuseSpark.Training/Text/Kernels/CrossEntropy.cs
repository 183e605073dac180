using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text.Kernels;

/// <summary>Cross entropy of next-token logits; the gradient replaces the logits, so the largest tensor of a step exists once.</summary>
public static unsafe class CrossEntropy
{
    /// <summary>A position that does not count: padding, or a prompt in the second stage.</summary>
    public const int Ignored = -1;

    /// <param name="logits">bfloat16 [rows, vocabulary], replaced by scale * (softmax - onehot), 0 in ignored rows</param>
    /// <returns>Sum of -log p(target) over the rows that count.</returns>
    public static double InPlace(torch.Tensor logits, ReadOnlySpan<int> targets, float scale)
    {
        var vocabulary = logits.shape[1];
        var data = Bf16.Pointer(logits);
        double total = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            var p = data + row * vocabulary;
            var target = targets[row];
            if (target == Ignored)
            {
                new Span<ushort>(p, (int)vocabulary).Clear();
                continue;
            }
            var highest = Bf16.Load(p);
            for (long i = Bf16.Lanes; i < vocabulary; i += Bf16.Lanes) highest = Vector512.Max(highest, Bf16.Load(p + i));
            var max = Bf16.Max(highest);
            var shift = Vector512.Create(max);
            var sums = Vector512<float>.Zero;
            for (long i = 0; i < vocabulary; i += Bf16.Lanes) sums += Bf16.Exp(Bf16.Load(p + i) - shift);
            var sum = Vector512.Sum(sums);
            var own = Bf16.ToFloat(p[target]) - max;
            total += Math.Log(sum) - own;
            var factor = Vector512.Create(scale / sum);
            for (long i = 0; i < vocabulary; i += Bf16.Lanes) Bf16.Store(Bf16.Exp(Bf16.Load(p + i) - shift) * factor, p + i);
            p[target] = Bf16.FromFloat((MathF.Exp(own) / sum - 1) * scale);
        }
        return total;
    }
}
