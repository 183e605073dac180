using System.Text;
using VipsImage = NetVips.Image;

namespace MuseSpark.Training.Art;

/// <summary>A square RGB picture under construction, values 0..1.</summary>
public sealed class Canvas
{
    private readonly float[] _pixels; // (size, size, 3)

    private Canvas(float[] pixels, int size) => (_pixels, Size) = (pixels, size);

    public int Size { get; }

    /// <summary>Draws an opaque SVG document of 256 x 256 units as the ground layer.</summary>
    public static Canvas FromSvg(string svg, int size)
    {
        using var image = VipsImage.SvgloadBuffer(Encoding.UTF8.GetBytes(svg), scale: size / 256.0);
        var bytes = image.WriteToMemory<byte>();
        var pixels = new float[size * size * 3];
        for (var i = 0; i < size * size; i++)
            for (var c = 0; c < 3; c++)
                pixels[i * 3 + c] = bytes[i * 4 + c] / 255f;
        return new Canvas(pixels, size);
    }

    public Canvas Copy() => new((float[])_pixels.Clone(), Size);

    /// <summary>Source-over with a premultiplied colour.</summary>
    public void Blend(int x, int y, float r, float g, float b, float alpha)
    {
        var i = (y * Size + x) * 3;
        _pixels[i] = _pixels[i] * (1 - alpha) + r;
        _pixels[i + 1] = _pixels[i + 1] * (1 - alpha) + g;
        _pixels[i + 2] = _pixels[i + 2] * (1 - alpha) + b;
    }

    /// <summary>A soft elliptical shade or glow; strength falls from the centre to the rim.</summary>
    public void Glow(double centreX, double centreY, double radiusX, double radiusY, (float R, float G, float B) colour, double strength)
    {
        for (var y = Math.Max(0, (int)(centreY - radiusY)); y < Math.Min(Size, centreY + radiusY); y++)
            for (var x = Math.Max(0, (int)(centreX - radiusX)); x < Math.Min(Size, centreX + radiusX); x++)
            {
                double dx = (x + 0.5 - centreX) / radiusX, dy = (y + 0.5 - centreY) / radiusY, distance = dx * dx + dy * dy;
                if (distance >= 1) continue;
                var alpha = (float)(strength * (1 - distance));
                Blend(x, y, colour.R * alpha, colour.G * alpha, colour.B * alpha, alpha);
            }
    }

    /// <summary>Rows of RGB bytes, (size, size, 3).</summary>
    public byte[] ToBytes() => Array.ConvertAll(_pixels, v => (byte)Math.Clamp((int)(v * 255 + 0.5f), 0, 255));
}
