using System.Numerics;

namespace MuseSpark.Provenance.Fingerprints;

/// <summary>
/// Finds similar fingerprints with an ordinary index: a fingerprint is kept under four keys of 16 bits, one for each quarter. Two
/// that differ in at most three bits agree in a whole quarter, so they share a key; what is found by it is compared in full.
/// </summary>
/// <remarks>The table is the caller's: rows of (key, fingerprint, record), an index on the key.</remarks>
public static class HammingBands
{
    /// <value>Keys of a fingerprint.</value>
    public const int Count = 4;

    /// <summary>The largest distance that <see cref="Probes"/> can search for.</summary>
    public const int MaxDistance = 11;

    private const int Bits = 16;

    /// <summary>The keys to keep a fingerprint under, each with the number of its quarter in bits 16 and 17: 0 to 2^18 - 1.</summary>
    public static int[] Keys(ulong fingerprint) => [.. Enumerable.Range(0, Count).Select(band => Key(fingerprint, band))];

    /// <summary>
    /// The keys to look up so that no fingerprint within <paramref name="distance"/> is missed: 4 keys up to distance 3, 68 up to 7,
    /// and 548 up to 11, since with 4 k + 3 different bits some quarter has at most k of them.
    /// </summary>
    /// <param name="distance">0 to 11.</param>
    public static IEnumerable<int> Probes(ulong fingerprint, int distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, MaxDistance);
        var wrong = distance / Count;
        foreach (var key in Keys(fingerprint))
        {
            yield return key;
            for (var i = 0; wrong > 0 && i < Bits; i++)
            {
                yield return key ^ 1 << i;
                for (var j = 0; wrong > 1 && j < i; j++) yield return key ^ 1 << i ^ 1 << j;
            }
        }
    }

    /// <summary>In how many of 64 bits two fingerprints differ.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    private static int Key(ulong fingerprint, int band) => band << Bits | (int)(fingerprint >> band * Bits & 0xFFFF);
}
