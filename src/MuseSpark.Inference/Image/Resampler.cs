namespace MuseSpark.Inference.Image;

/// <summary>Scales pictures by a triangle filter that widens with the step between two pixels, so that scaling down misses none.</summary>
internal static class Resampler
{
    /// <param name="values">(height, width, channels)</param>
    /// <returns>(toHeight, toWidth, channels)</returns>
    public static float[] Resize(ReadOnlySpan<float> values, int channels, int width, int height, int toWidth, int toHeight)
    {
        var wide = new float[height * toWidth * channels];
        for (var x = 0; x < toWidth; x++)
        {
            var (first, shares) = Window(x, width, toWidth);
            for (var y = 0; y < height; y++)
                for (var i = 0; i < shares.Length; i++)
                    for (var channel = 0; channel < channels; channel++)
                        wide[(y * toWidth + x) * channels + channel] += shares[i] * values[(y * width + first + i) * channels + channel];
        }

        var scaled = new float[toHeight * toWidth * channels];
        var row = toWidth * channels;
        for (var y = 0; y < toHeight; y++)
        {
            var (first, shares) = Window(y, height, toHeight);
            for (var i = 0; i < shares.Length; i++)
                for (var at = 0; at < row; at++) scaled[y * row + at] += shares[i] * wide[(first + i) * row + at];
        }
        return scaled;
    }

    /// <summary>The pixels that one of the scaled line is made of, and their shares, which sum to 1.</summary>
    private static (int First, float[] Shares) Window(int at, int from, int to)
    {
        var step = (double)from / to;
        var reach = Math.Max(1, step);
        var middle = (at + 0.5) * step - 0.5;
        var first = Math.Max(0, (int)Math.Ceiling(middle - reach));
        var last = Math.Min(from - 1, (int)Math.Floor(middle + reach));
        var shares = new double[last - first + 1];
        for (var i = 0; i < shares.Length; i++) shares[i] = 1 - Math.Abs(first + i - middle) / reach;
        var sum = shares.Sum();
        return (first, Array.ConvertAll(shares, share => (float)(share / sum)));
    }
}
