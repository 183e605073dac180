using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text.Kernels;

/// <summary>SwiGLU: out = silu(gate) * up, where each row holds gate then up (Shazeer, arXiv:2002.05202).</summary>
public static unsafe class SwiGlu
{
    /// <param name="gateUp">bfloat16 [rows, 2 * width]</param>
    /// <returns>bfloat16 [rows, width]</returns>
    public static torch.Tensor Forward(torch.Tensor gateUp)
    {
        long rows = gateUp.shape[0], width = gateUp.shape[1] / 2;
        var result = torch.empty(rows, width, torch.ScalarType.BFloat16);
        ushort* input = Bf16.Pointer(gateUp), output = Bf16.Pointer(result);
        for (long row = 0; row < rows; row++)
        {
            ushort* gate = input + row * 2 * width, up = gate + width, to = output + row * width;
            for (long i = 0; i < width; i += Bf16.Lanes)
            {
                var g = Bf16.Load(gate + i);
                Bf16.Store(g * Sigmoid(g) * Bf16.Load(up + i), to + i);
            }
        }
        return result;
    }

    /// <summary>d gate = dy * up * (s + silu(g) (1 - s)), d up = dy * silu(g), with s = sigmoid(g).</summary>
    public static torch.Tensor Backward(torch.Tensor gateUp, torch.Tensor outGradient)
    {
        long rows = gateUp.shape[0], width = gateUp.shape[1] / 2;
        var result = torch.empty_like(gateUp);
        ushort* input = Bf16.Pointer(gateUp), gradient = Bf16.Pointer(outGradient), output = Bf16.Pointer(result);
        for (long row = 0; row < rows; row++)
        {
            ushort* gate = input + row * 2 * width, up = gate + width, dy = gradient + row * width, to = output + row * 2 * width;
            for (long i = 0; i < width; i += Bf16.Lanes)
            {
                var g = Bf16.Load(gate + i);
                var s = Sigmoid(g);
                var silu = g * s;
                var d = Bf16.Load(dy + i);
                Bf16.Store(d * Bf16.Load(up + i) * (s + silu * (Vector512<float>.One - s)), to + i);
                Bf16.Store(d * silu, to + width + i);
            }
        }
        return result;
    }

    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Bf16.Exp(-x));
}
