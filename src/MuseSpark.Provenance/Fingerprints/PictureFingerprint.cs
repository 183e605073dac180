using MuseSpark.Provenance.Watermarks.Pictures;

namespace MuseSpark.Provenance.Fingerprints;

/// <summary>
/// A perceptual hash of 64 bits: brightness at 32 x 32, its discrete cosine transform, and of the lowest 8 x 8 frequencies which
/// ones lie above the median (Zauner 2010). Scaling, compression and brightness change few bits; other pictures differ in about 32.
/// </summary>
public static class PictureFingerprint
{
    /// <summary>Name and version, for the record.</summary>
    public const string Algorithm = "musespark.phash.1";

    /// <value>Pixels along an edge.</value>
    public const int MinEdge = 8, MaxEdge = 16384;

    /// <summary>Distance up to which pictures are worth comparing; measured in the README.</summary>
    public const int SimilarDistance = 7;

    private const int Edge = 32, Kept = 8;

    // (Kept, Edge): cos(pi / 32 (x + 1/2) u), without the usual smaller factor for u = 0: it is the same for all pictures.
    private static readonly float[] Cosines =
        [.. Enumerable.Range(0, Kept * Edge).Select(i => (float)Math.Cos(Math.PI / Edge * (i % Edge + 0.5) * (i / Edge)))];

    /// <param name="rgb">width x height x 3 bytes, row by row.</param>
    /// <exception cref="ArgumentException">The sizes are out of range.</exception>
    public static ulong Of(ReadOnlySpan<byte> rgb, int width, int height)
    {
        if (Math.Min(width, height) < MinEdge || Math.Max(width, height) > MaxEdge)
            throw new ArgumentException($"A picture to take a fingerprint of has edges of {MinEdge} to {MaxEdge} pixels, not {width} x {height}.");
        if (rgb.Length != (long)width * height * 3)
            throw new ArgumentException($"{width} x {height} pixels are {(long)width * height * 3} bytes of RGB, not {rgb.Length}.", nameof(rgb));
        var plane = LumaPlane.Of(rgb, width, height, Edge, Edge);
        Span<float> rows = stackalloc float[Edge * Kept]; // (Edge, Kept)
        for (var y = 0; y < Edge; y++)
            for (var u = 0; u < Kept; u++)
            {
                float sum = 0;
                for (var x = 0; x < Edge; x++) sum += plane.Values[y * Edge + x] * Cosines[u * Edge + x];
                rows[y * Kept + u] = sum;
            }
        Span<float> low = stackalloc float[Kept * Kept];
        for (var v = 0; v < Kept; v++)
            for (var u = 0; u < Kept; u++)
            {
                float sum = 0;
                for (var y = 0; y < Edge; y++) sum += rows[y * Kept + u] * Cosines[v * Edge + y];
                low[v * Kept + u] = sum;
            }
        // The first is the mean brightness: it says nothing and counts neither for the median nor for the hash.
        low[0] = 0;
        Span<float> sorted = stackalloc float[Kept * Kept - 1];
        low[1..].CopyTo(sorted);
        sorted.Sort();
        var median = sorted[sorted.Length / 2];
        ulong hash = 0;
        for (var i = 1; i < low.Length; i++)
            if (low[i] > median) hash |= 1UL << i;
        return hash;
    }
}
