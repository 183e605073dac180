using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>8-bit RGB, row by row from the top left.</summary>
/// <param name="Pixels">width x height x 3 bytes.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>From what a graph puts out: (3, height, width), -1..1; what lies beyond is clamped.</summary>
    /// <exception cref="ModelException">A value is not a number.</exception>
    internal static RgbImage FromPlanes(ReadOnlySpan<float> planes, int width, int height)
    {
        var plane = width * height;
        var pixels = new byte[plane * 3];
        for (var i = 0; i < plane; i++)
            for (var channel = 0; channel < 3; channel++)
            {
                var value = planes[channel * plane + i];
                if (float.IsNaN(value))
                    throw new ModelException("The model ended in numbers that make no picture; try another scheduler, lower guidance or another seed.");
                pixels[i * 3 + channel] = (byte)MathF.Round(Math.Clamp(value * 127.5f + 127.5f, 0, 255));
            }
        return new RgbImage(width, height, pixels);
    }

    /// <summary>(3, height, width), -1..1.</summary>
    public float[] ToPlanes()
    {
        var plane = Width * Height;
        var planes = new float[plane * 3];
        for (var i = 0; i < plane; i++)
            for (var channel = 0; channel < 3; channel++) planes[channel * plane + i] = Pixels[i * 3 + channel] / 127.5f - 1;
        return planes;
    }

    internal RgbImage Cut(PixelArea area)
    {
        if (area.Width == Width && area.Height == Height) return this;
        var pixels = new byte[area.Width * area.Height * 3];
        for (var y = 0; y < area.Height; y++)
            Pixels.AsSpan(((area.Top + y) * Width + area.Left) * 3, area.Width * 3).CopyTo(pixels.AsSpan(y * area.Width * 3));
        return new RgbImage(area.Width, area.Height, pixels);
    }

    internal RgbImage Resize(int width, int height) => width == Width && height == Height ? this
        : new(width, height, Array.ConvertAll(Resampler.Resize(Array.ConvertAll(Pixels, level => (float)level), 3, Width, Height, width, height), level => (byte)MathF.Round(level)));

    /// <summary>A smaller picture: each of its pixels is the mean of a square of <paramref name="times"/> x <paramref name="times"/>; what is left over at the right and below is cut.</summary>
    public RgbImage Shrink(int times)
    {
        if (times == 1) return this;
        int width = Width / times, height = Height / times;
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x, channel) = (i / 3 / width * times, i / 3 % width * times, i % 3);
            var sum = 0;
            for (var square = 0; square < times * times; square++) sum += Pixels[((y + square / times) * Width + x + square % times) * 3 + channel];
            pixels[i] = (byte)((sum + times * times / 2) / (times * times));
        }
        return new RgbImage(width, height, pixels);
    }
}
