namespace MuseSpark.Inference.Image;

/// <summary>A part of the latents.</summary>
internal readonly record struct Tile(int Top, int Left, int Height, int Width);

/// <summary>
/// Runs a graph over large pictures piece by piece, so that its memory doesn't grow with the picture. Pieces overlap by a quarter, and
/// there one fades into the other.
/// </summary>
internal static class Tiles
{
    /// <summary>Pixels along an edge up to which a picture is one piece.</summary>
    public const int WholeUpTo = 768;

    private const int Edge = 64, Overlap = 16;

    public static bool Needed(int height, int width) => Math.Max(height, width) * LatentDecoder.Factor > WholeUpTo;

    /// <param name="height">Of all latents, and <paramref name="width"/>.</param>
    /// <param name="scale">Along an edge, how many of what is made there are for each latent.</param>
    /// <param name="make">What is made of one tile: (channels, scale x its height, scale x its width).</param>
    /// <returns>(channels, scale x height, scale x width)</returns>
    public static float[] Blend(int height, int width, int channels, int scale, Func<Tile, float[]> make)
    {
        int rows = height * scale, columns = width * scale;
        var sum = new float[channels * rows * columns];
        var shares = new float[rows * columns];
        foreach (var (top, tall) in Parts(height))
            foreach (var (left, wide) in Parts(width))
            {
                var values = make(new Tile(top, left, tall, wide));
                int tileRows = tall * scale, tileColumns = wide * scale;
                for (var y = 0; y < tileRows; y++)
                    for (var x = 0; x < tileColumns; x++)
                    {
                        var share = Share(y, tileRows, scale, top, height - top - tall) * Share(x, tileColumns, scale, left, width - left - wide);
                        var at = (top * scale + y) * columns + left * scale + x;
                        shares[at] += share;
                        for (var channel = 0; channel < channels; channel++)
                            sum[channel * rows * columns + at] += share * values[(channel * tileRows + y) * tileColumns + x];
                    }
            }
        for (var i = 0; i < sum.Length; i++) sum[i] /= shares[i % shares.Length];
        return sum;
    }

    /// <summary>A tile's part of planes (channels, height, width), each latent being <paramref name="scale"/> wide.</summary>
    public static float[] Cut(ReadOnlySpan<float> planes, int channels, int height, int width, int scale, Tile tile)
    {
        int rows = tile.Height * scale, columns = tile.Width * scale;
        var part = new float[channels * rows * columns];
        for (var row = 0; row < channels * rows; row++)
            planes.Slice((row / rows * height * scale + tile.Top * scale + row % rows) * width * scale + tile.Left * scale, columns).CopyTo(part.AsSpan(row * columns));
        return part;
    }

    private static IEnumerable<(int Start, int Length)> Parts(int length)
    {
        var start = 0;
        for (; start + Edge < length; start += Edge - Overlap) yield return (start, Edge);
        // The last one ends where the picture does.
        yield return (Math.Max(0, length - Edge), Math.Min(Edge, length));
    }

    /// <summary>Rises from the seam on over the overlap; an edge of the picture is no seam.</summary>
    private static float Share(int at, int length, int scale, int before, int after)
    {
        float fade = Overlap * scale, share = 1;
        if (before > 0) share = Math.Min(share, (at + 0.5f) / fade);
        if (after > 0) share = Math.Min(share, (length - at - 0.5f) / fade);
        return share;
    }
}
