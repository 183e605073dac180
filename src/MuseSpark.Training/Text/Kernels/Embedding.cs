using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text.Kernels;

/// <summary>Rows of the token table, and the sum of gradients back into it (in float32: a frequent token gathers thousands of rows).</summary>
public static unsafe class Embedding
{
    public static torch.Tensor Forward(torch.Tensor table, ReadOnlySpan<int> tokens)
    {
        var width = table.shape[1];
        var result = torch.empty(tokens.Length, width, torch.ScalarType.BFloat16);
        ushort* from = Bf16.Pointer(table), to = Bf16.Pointer(result);
        for (var i = 0; i < tokens.Length; i++)
            new ReadOnlySpan<ushort>(from + tokens[i] * width, (int)width).CopyTo(new Span<ushort>(to + i * width, (int)width));
        return result;
    }

    /// <summary>Adds the rows of <paramref name="gradient"/> to <paramref name="tableGradient"/> [vocabulary, width].</summary>
    public static void Backward(torch.Tensor gradient, ReadOnlySpan<int> tokens, torch.Tensor tableGradient)
    {
        var width = gradient.shape[1];
        using var sums = torch.zeros(tableGradient.shape, torch.ScalarType.Float32);
        var total = Bf16.FloatPointer(sums);
        var from = Bf16.Pointer(gradient);
        for (var i = 0; i < tokens.Length; i++)
        {
            var to = total + tokens[i] * width;
            for (long j = 0; j < width; j += Bf16.Lanes)
                (Vector512.Load(to + j) + Bf16.Load(from + i * width + j)).Store(to + j);
        }
        var table = Bf16.Pointer(tableGradient);
        for (long i = 0; i < tableGradient.numel(); i += Bf16.Lanes) Bf16.Store(Bf16.Load(table + i) + Vector512.Load(total + i), table + i);
    }
}
