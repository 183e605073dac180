using System.Runtime.Intrinsics;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text.Kernels;

/// <summary>
/// Moves between rows of tokens and rows of heads, applying rotary positions on the way (Su et al., arXiv:2104.09864, in the
/// half-split form of Llama: component i turns with component i + 16). Written for head size 32: one head is two vectors.
/// </summary>
public sealed unsafe class Heads
{
    public const int Size = 32;
    private const int Half = 16;

    private readonly int _heads;
    private readonly torch.Tensor _cos, _sin;   // float32 [context, 16]

    public Heads(int heads, int context, double theta)
    {
        _heads = heads;
        var frequency = torch.pow(theta, torch.arange(0, Size, 2, torch.ScalarType.Float64) / -Size);
        var angle = torch.arange(context, torch.ScalarType.Float64).unsqueeze(1) * frequency;
        _cos = angle.cos().to(torch.ScalarType.Float32).DetachFromDisposeScope();
        _sin = angle.sin().to(torch.ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <summary>[batch * length, 3, heads, 32] to q, k, v [batch * heads, length, 32]; q and k turned, q also scaled by 1/sqrt(32).</summary>
    public (torch.Tensor Query, torch.Tensor Key, torch.Tensor Value) Split(torch.Tensor packed, long length)
    {
        var batch = packed.shape[0] / length;
        torch.Tensor query = NewHeads(batch, length), key = NewHeads(batch, length), value = NewHeads(batch, length);
        ushort* from = Bf16.Pointer(packed), q = Bf16.Pointer(query), k = Bf16.Pointer(key), v = Bf16.Pointer(value);
        float* cosines = Bf16.FloatPointer(_cos), sines = Bf16.FloatPointer(_sin);
        for (long b = 0; b < batch; b++)
            for (long t = 0; t < length; t++)
            {
                var token = from + (b * length + t) * 3 * _heads * Size;
                Vector512<float> cos = Vector512.Load(cosines + t * Half), sin = Vector512.Load(sines + t * Half);
                for (var h = 0; h < _heads; h++)
                {
                    var to = ((b * _heads + h) * length + t) * Size;
                    Turn(token + h * Size, q + to, cos * QueryScale, sin * QueryScale);
                    Turn(token + (_heads + h) * Size, k + to, cos, sin);
                    Vector512.Load(token + (2 * _heads + h) * Size).Store(v + to);
                }
            }
        return (query, key, value);
    }

    /// <summary>The gradient of <see cref="Split"/>: the inverse turn, back into packed rows.</summary>
    public torch.Tensor SplitBackward(torch.Tensor query, torch.Tensor key, torch.Tensor value, long length)
    {
        var batch = query.shape[0] / _heads;
        var packed = torch.empty(batch * length, 3 * _heads * Size, torch.ScalarType.BFloat16);
        ushort* to = Bf16.Pointer(packed), q = Bf16.Pointer(query), k = Bf16.Pointer(key), v = Bf16.Pointer(value);
        float* cosines = Bf16.FloatPointer(_cos), sines = Bf16.FloatPointer(_sin);
        for (long b = 0; b < batch; b++)
            for (long t = 0; t < length; t++)
            {
                var token = to + (b * length + t) * 3 * _heads * Size;
                Vector512<float> cos = Vector512.Load(cosines + t * Half), sin = Vector512.Load(sines + t * Half);
                for (var h = 0; h < _heads; h++)
                {
                    var at = ((b * _heads + h) * length + t) * Size;
                    Turn(q + at, token + h * Size, cos * QueryScale, -sin * QueryScale);
                    Turn(k + at, token + (_heads + h) * Size, cos, -sin);
                    Vector512.Load(v + at).Store(token + (2 * _heads + h) * Size);
                }
            }
        return packed;
    }

    /// <summary>[batch * heads, length, 32] to [batch * length, heads * 32].</summary>
    public torch.Tensor Merge(torch.Tensor perHead, long length) => Transpose(perHead, perHead.shape[0] / _heads, _heads, length, perToken: true);

    /// <summary>[batch * length, heads * 32] to [batch * heads, length, 32].</summary>
    public torch.Tensor Unmerge(torch.Tensor perToken, long length) => Transpose(perToken, perToken.shape[0] / length, length, _heads, perToken: false);

    private static readonly float QueryScale = 1f / MathF.Sqrt(Size);

    private torch.Tensor NewHeads(long batch, long length) => torch.empty(batch * _heads, length, Size, torch.ScalarType.BFloat16);

    private static void Turn(ushort* from, ushort* to, Vector512<float> cos, Vector512<float> sin)
    {
        Vector512<float> a = Bf16.Load(from), b = Bf16.Load(from + Half);
        Bf16.Store(a * cos - b * sin, to);
        Bf16.Store(b * cos + a * sin, to + Half);
    }

    private torch.Tensor Transpose(torch.Tensor source, long batch, long outer, long inner, bool perToken)
    {
        var result = perToken
            ? torch.empty(batch * inner, outer * Size, torch.ScalarType.BFloat16)
            : torch.empty(batch * inner, outer, Size, torch.ScalarType.BFloat16);
        ushort* from = Bf16.Pointer(source), to = Bf16.Pointer(result);
        for (long b = 0; b < batch; b++)
            for (long i = 0; i < outer; i++)
                for (long j = 0; j < inner; j++)
                    Vector512.Load(from + ((b * outer + i) * inner + j) * Size).Store(to + ((b * inner + j) * outer + i) * Size);
        return result;
    }
}
