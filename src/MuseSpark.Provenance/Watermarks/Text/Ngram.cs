// Aumasson and Bernstein 2012, "SipHash: a fast short-input PRF", https://eprint.iacr.org/2012/351.
using System.Numerics;

namespace MuseSpark.Provenance.Watermarks.Text;

internal readonly record struct NgramKey(ulong First, ulong Second);

/// <summary>
/// SipHash-2-4 of five tokens as 20 bytes, little-endian: the first four, the context, are taken in once, then any token after
/// them costs one round more. A keyed function for short inputs, cheap enough to run for every candidate of every token.
/// </summary>
internal readonly struct Ngram
{
    /// <summary>Tokens before the one in question.</summary>
    public const int ContextLength = 4;

    private const ulong Bytes = sizeof(int) * (ContextLength + 1);

    private readonly ulong _a, _b, _c, _d;

    /// <param name="context">The last four tokens, oldest first.</param>
    public Ngram(NgramKey key, ReadOnlySpan<int> context)
    {
        (_a, _b, _c, _d) = (key.First ^ 0x736f6d6570736575, key.Second ^ 0x646f72616e646f6d, key.First ^ 0x6c7967656e657261, key.Second ^ 0x7465646279746573);
        TakeIn(ref _a, ref _b, ref _c, ref _d, (uint)context[0] | (ulong)(uint)context[1] << 32);
        TakeIn(ref _a, ref _b, ref _c, ref _d, (uint)context[2] | (ulong)(uint)context[3] << 32);
    }

    /// <summary>A number for the context itself, as no token is negative.</summary>
    public ulong Context => With(-1);

    /// <summary>The 64 bits drawn for this token in this context.</summary>
    public ulong With(int token)
    {
        var (a, b, c, d) = (_a, _b, _c, _d);
        TakeIn(ref a, ref b, ref c, ref d, (uint)token | Bytes << 56);
        c ^= 0xff;
        for (var i = 0; i < 4; i++) Round(ref a, ref b, ref c, ref d);
        return a ^ b ^ c ^ d;
    }

    private static void TakeIn(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong word)
    {
        d ^= word;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        a ^= word;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        a = BitOperations.RotateLeft(a, 32);
        c += d;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a += d;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        c += b;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        c = BitOperations.RotateLeft(c, 32);
    }
}
