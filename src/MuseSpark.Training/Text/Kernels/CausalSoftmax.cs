using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text.Kernels;

/// <summary>Softmax over the keys a query may see: row t of each [length, length] square uses columns 0..t, the rest become 0.</summary>
public static unsafe class CausalSoftmax
{
    private static readonly Vector512<float> Column = Vector512.CreateSequence(0f, 1f);
    private static readonly Vector512<float> Hidden = Vector512.Create(-1e30f);

    /// <param name="scores">bfloat16 [batch * heads, length, length], replaced by probabilities</param>
    public static void InPlace(torch.Tensor scores)
    {
        long length = scores.shape[2], rows = scores.shape[0] * length;
        var exponentials = stackalloc float[(int)length];
        var data = Bf16.Pointer(scores);
        for (long row = 0; row < rows; row++)
        {
            var p = data + row * length;
            var t = row % length;
            var last = t / Bf16.Lanes * Bf16.Lanes;   // the block that holds column t is the only one cut by the mask
            var seen = Vector512.LessThan(Column, Vector512.Create(t - last + 0.5f));

            var highest = Vector512.ConditionalSelect(seen, Bf16.Load(p + last), Hidden);
            for (long i = 0; i < last; i += Bf16.Lanes) highest = Vector512.Max(highest, Bf16.Load(p + i));
            var max = Vector512.Create(Bf16.Max(highest));

            var tail = Vector512.ConditionalSelect(seen, Bf16.Exp(Bf16.Load(p + last) - max), Vector512<float>.Zero);
            tail.Store(exponentials + last);
            var sum = tail;
            for (long i = 0; i < last; i += Bf16.Lanes)
            {
                var e = Bf16.Exp(Bf16.Load(p + i) - max);
                e.Store(exponentials + i);
                sum += e;
            }
            var scale = Vector512.Create(1f / Vector512.Sum(sum));
            for (long i = 0; i <= last; i += Bf16.Lanes) Bf16.Store(Vector512.Load(exponentials + i) * scale, p + i);
            for (var i = last + Bf16.Lanes; i < length; i += Bf16.Lanes) Vector256<ushort>.Zero.Store(p + i);
        }
    }

    /// <summary>Turns dL/dp into dL/ds in place: ds = p (dp - sum(p dp)).</summary>
    public static void BackwardInPlace(torch.Tensor probabilities, torch.Tensor gradient)
    {
        long length = probabilities.shape[2], rows = probabilities.shape[0] * length;
        ushort* data = Bf16.Pointer(probabilities), gradients = Bf16.Pointer(gradient);
        for (long row = 0; row < rows; row++)
        {
            ushort* p = data + row * length, d = gradients + row * length;
            var end = (row % length / Bf16.Lanes + 1) * Bf16.Lanes;
            var sum = Vector512<float>.Zero;
            for (long i = 0; i < end; i += Bf16.Lanes) sum += Bf16.Load(p + i) * Bf16.Load(d + i);
            var dot = Vector512.Create(Vector512.Sum(sum));
            for (long i = 0; i < end; i += Bf16.Lanes) Bf16.Store(Bf16.Load(p + i) * (Bf16.Load(d + i) - dot), d + i);
            for (var i = end; i < length; i += Bf16.Lanes) Vector256<ushort>.Zero.Store(d + i);
        }
    }
}
