using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace MuseSpark.Training.Torch;

/// <summary>
/// Sixteen bfloat16 numbers at a time, computed in float32. Written against Vector512, so it is correct on every CPU and
/// fast where AVX-512 exists.
/// </summary>
public static unsafe class Bf16
{
    public const int Lanes = 16;

    /// <summary>The memory of a contiguous CPU tensor; it stays where it is for the tensor's life.</summary>
    public static ushort* Pointer(torch.Tensor tensor) => (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    public static float* FloatPointer(torch.Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ushort* from)
    {
        if (Avx512F.IsSupported)
            return Vector512.ShiftLeft(Avx512F.ConvertToVector512UInt32(Vector256.Load(from)), 16).AsSingle();
        var (low, high) = Vector256.Widen(Vector256.Load(from));
        return Vector512.ShiftLeft(Vector512.Create(low, high), 16).AsSingle();
    }

    /// <summary>Rounds to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ushort* to)
    {
        var bits = value.AsUInt32();
        var odd = Vector512.ShiftRightLogical(bits, 16) & Vector512.Create(1u);
        var upper = Vector512.ShiftRightLogical(bits + Vector512.Create(0x7FFFu) + odd, 16);
        if (Avx512F.IsSupported)
            Avx512F.ConvertToVector256UInt16(upper).Store(to);
        else
            Vector256.Narrow(upper.GetLower(), upper.GetUpper()).Store(to);
    }

    public static float ToFloat(ushort value) => BitConverter.Int32BitsToSingle(value << 16);

    public static ushort FromFloat(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>e^x for |x| &lt;= 87: x = (n + f) ln 2 with |f| &lt;= 1/2; 2^f by its Taylor polynomial, 2^n through the exponent bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-87f)), Vector512.Create(87f));
        var t = x * Vector512.Create(1.44269504f);
        var n = Vector512.Round(t);
        var f = t - n;
        var p = Vector512.Create(0.0013333558f);
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.0096181291f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.0555041087f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.2402265070f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(0.6931471806f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512<float>.One);
        var power = Vector512.ShiftLeft(Vector512.ConvertToInt32(n) + Vector512.Create(127), 23).AsSingle();
        return p * power;
    }

    /// <summary>Largest of the sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> v)
    {
        var a = Vector256.Max(v.GetLower(), v.GetUpper());
        var b = Vector128.Max(a.GetLower(), a.GetUpper());
        return Math.Max(Math.Max(b[0], b[1]), Math.Max(b[2], b[3]));
    }
}
