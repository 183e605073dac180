using System.Numerics;

namespace MuseSpark.Inference;

/// <summary>
/// The generator behind every seed: xoshiro256++ (Blackman and Vigna 2019), its state filled by SplitMix64.
/// Ours rather than the framework's, so that a seed means the same text and the same picture in every version and on every machine.
/// </summary>
/// <remarks>For one generation, from one thread at a time.</remarks>
public sealed class SeededRandom
{
    /// <summary>Part of a provenance record; a change of any number drawn raises it.</summary>
    public const int Version = 1;

    private ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_a + _d, 23) + _a;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fills with independent unit normals: Box and Muller (1958), r = sqrt(-2 ln(1 - u)), (r cos 2 pi v, r sin 2 pi v).</summary>
    public void FillNormal(Span<float> values)
    {
        for (var i = 0; i < values.Length; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * NextDouble());
            values[i] = (float)(radius * cos);
            if (i + 1 < values.Length) values[i + 1] = (float)(radius * sin);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
