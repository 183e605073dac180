using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text.Kernels;

/// <summary>RMSNorm: y = x r w with r = 1 / sqrt(mean(x^2) + epsilon), row by row (Zhang and Sennrich, arXiv:1910.07467).</summary>
public static unsafe class RmsNorm
{
    public const float Epsilon = 1e-5f;

    /// <param name="x">bfloat16 [rows, width]</param>
    /// <param name="weight">bfloat16 [width]</param>
    public static torch.Tensor Forward(torch.Tensor x, torch.Tensor weight)
    {
        long rows = x.shape[0], width = x.shape[1];
        var result = torch.empty_like(x);
        ushort* input = Bf16.Pointer(x), w = Bf16.Pointer(weight), output = Bf16.Pointer(result);
        for (long row = 0; row < rows; row++)
        {
            ushort* from = input + row * width, to = output + row * width;
            var r = Vector512.Create(InverseRms(from, width));
            for (long i = 0; i < width; i += Bf16.Lanes)
                Bf16.Store(Bf16.Load(from + i) * r * Bf16.Load(w + i), to + i);
        }
        return result;
    }

    /// <summary>
    /// Adds dx = r (dy w - x r^2 mean(dy w x)) to <paramref name="residualGradient"/> in place and writes dw = sum over rows of dy x r.
    /// </summary>
    public static void Backward(torch.Tensor x, torch.Tensor weight, torch.Tensor outGradient, torch.Tensor residualGradient, torch.Tensor weightGradient)
    {
        long rows = x.shape[0], width = x.shape[1];
        var dw = stackalloc float[(int)width];
        new Span<float>(dw, (int)width).Clear();
        ushort* input = Bf16.Pointer(x), w = Bf16.Pointer(weight), gradient = Bf16.Pointer(outGradient), total = Bf16.Pointer(residualGradient);
        for (long row = 0; row < rows; row++)
        {
            ushort* xs = input + row * width, dy = gradient + row * width, dx = total + row * width;
            var inverse = InverseRms(xs, width);
            var r = Vector512.Create(inverse);
            var dot = Vector512<float>.Zero;
            for (long i = 0; i < width; i += Bf16.Lanes)
            {
                var dyx = Bf16.Load(dy + i) * Bf16.Load(xs + i);
                dot += dyx * Bf16.Load(w + i);
                (Vector512.Load(dw + i) + dyx * r).Store(dw + i);
            }
            var pull = Vector512.Create(Vector512.Sum(dot) * inverse * inverse / width);
            for (long i = 0; i < width; i += Bf16.Lanes)
                Bf16.Store(Bf16.Load(dx + i) + r * (Bf16.Load(dy + i) * Bf16.Load(w + i) - Bf16.Load(xs + i) * pull), dx + i);
        }
        var output = Bf16.Pointer(weightGradient);
        for (long i = 0; i < width; i += Bf16.Lanes) Bf16.Store(Vector512.Load(dw + i), output + i);
    }

    private static float InverseRms(ushort* row, long width)
    {
        var sum = Vector512<float>.Zero;
        for (long i = 0; i < width; i += Bf16.Lanes)
        {
            var v = Bf16.Load(row + i);
            sum += v * v;
        }
        return 1f / MathF.Sqrt(Vector512.Sum(sum) / width + Epsilon);
    }
}
