namespace MuseSpark.Inference.Image;

/// <summary>8-bit grey, row by row from the top left.</summary>
/// <param name="Pixels">width x height bytes.</param>
public sealed record GreyImage(int Width, int Height, byte[] Pixels);

/// <summary>Where a picture is painted anew: 1 changes, 0 stays, in between both are mixed.</summary>
internal sealed class PictureMask
{
    private readonly float[] _shares; // (height, width)
    private readonly int _width, _height;

    /// <param name="drawn">White changes, black stays.</param>
    /// <param name="grow">Pixels by which the white grows.</param>
    /// <param name="blur">Pixels over which its edge fades out to either side.</param>
    public PictureMask(GreyImage drawn, int grow, int blur)
    {
        (_width, _height) = (drawn.Width, drawn.Height);
        _shares = Array.ConvertAll(drawn.Pixels, pixel => pixel / 255f);
        if (grow > 0) Across(grow, Highest);
        if (blur > 0) Across(blur, Mean);
    }

    /// <summary>The mask at the size of the latents: the mean of each square of pixels.</summary>
    public float[] Latents()
    {
        const int factor = LatentDecoder.Factor;
        var width = _width / factor;
        var latents = new float[width * (_height / factor)];
        for (var i = 0; i < latents.Length; i++)
        {
            for (var y = 0; y < factor; y++)
                for (var x = 0; x < factor; x++) latents[i] += _shares[(i / width * factor + y) * _width + i % width * factor + x];
            latents[i] /= factor * factor;
        }
        return latents;
    }

    private PictureMask(int width, int height, float[] shares) => (_width, _height, _shares) = (width, height, shares);

    /// <summary>The smallest rectangle with all that is not to stay as it is; null where everything stays.</summary>
    public PixelArea? Bounds
    {
        get
        {
            var (left, top, right, bottom) = (_width, _height, -1, -1);
            for (var i = 0; i < _shares.Length; i++)
                if (_shares[i] > 0)
                    (left, top, right, bottom) = (Math.Min(left, i % _width), Math.Min(top, i / _width), Math.Max(right, i % _width), Math.Max(bottom, i / _width));
            return right < 0 ? null : new(left, top, right - left + 1, bottom - top + 1);
        }
    }

    /// <param name="pixel">row x width + column</param>
    public float Share(int pixel) => _shares[pixel];

    /// <summary>A part of it, scaled.</summary>
    public PictureMask Cut(PixelArea area, int width, int height)
    {
        var part = new float[area.Width * area.Height];
        for (var y = 0; y < area.Height; y++) _shares.AsSpan((area.Top + y) * _width + area.Left, area.Width).CopyTo(part.AsSpan(y * area.Width));
        return new(width, height, area.Width == width && area.Height == height ? part : Resampler.Resize(part, 1, area.Width, area.Height, width, height));
    }

    /// <summary>Empties what is to be changed: what remains is all that a model that fills gaps may see of the source.</summary>
    /// <returns>(3, height, width), -1..1; 0, a grey, in the gap.</returns>
    public float[] Remainder(RgbImage source)
    {
        var planes = source.ToPlanes();
        for (var i = 0; i < planes.Length; i++)
            if (_shares[i % _shares.Length] >= 0.5f) planes[i] = 0;
        return planes;
    }

    private delegate void Reduction(ReadOnlySpan<float> line, int reach, Span<float> reduced);

    /// <summary>Replaces each value by one of those up to <paramref name="reach"/> away, along rows and then along columns.</summary>
    private void Across(int reach, Reduction reduce)
    {
        float[] line = new float[Math.Max(_width, _height)], reduced = new float[line.Length];
        for (var y = 0; y < _height; y++) Along(y * _width, 1, _width);
        for (var x = 0; x < _width; x++) Along(x, _width, _height);

        void Along(int start, int stride, int length)
        {
            for (var i = 0; i < length; i++) line[i] = _shares[start + i * stride];
            reduce(line.AsSpan(0, length), reach, reduced);
            for (var i = 0; i < length; i++) _shares[start + i * stride] = reduced[i];
        }
    }

    /// <summary>In one pass: of the values ahead only those are kept that no later one outdoes.</summary>
    private static void Highest(ReadOnlySpan<float> line, int reach, Span<float> reduced)
    {
        var kept = new int[line.Length];
        int first = 0, end = 0;
        for (int next = 0, i = 0; i < line.Length; i++)
        {
            for (; next < line.Length && next <= i + reach; next++)
            {
                while (end > first && line[kept[end - 1]] <= line[next]) end--;
                kept[end++] = next;
            }
            if (kept[first] < i - reach) first++;
            reduced[i] = line[kept[first]];
        }
    }

    private static void Mean(ReadOnlySpan<float> line, int reach, Span<float> reduced)
    {
        // Singles of such a range add up in double without rounding, so what is 0 all around stays 0.
        var sum = 0.0;
        for (var i = 0; i < Math.Min(reach, line.Length); i++) sum += line[i];
        for (var i = 0; i < line.Length; i++)
        {
            if (i + reach < line.Length) sum += line[i + reach];
            if (i - reach - 1 >= 0) sum -= line[i - reach - 1];
            reduced[i] = (float)(sum / (Math.Min(line.Length - 1, i + reach) - Math.Max(0, i - reach) + 1));
        }
    }
}
