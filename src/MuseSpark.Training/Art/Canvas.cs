using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuseSpark.Training.Art;

/// <summary>A square RGB picture under construction, values 0..1, four floats a pixel so that a pixel is one vector.</summary>
public sealed class Canvas(int size)
{
    private readonly float[] _pixels = new float[size * size * 4];

    public int Size => size;

    public Span<Vector128<float>> Pixels => MemoryMarshal.Cast<float, Vector128<float>>(_pixels.AsSpan());

    /// <summary>Covers the canvas with a layer of the same size.</summary>
    public void Blend(Layer layer, float opacity = 1)
    {
        var pixels = Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            var alpha = layer.Bytes[i * 4 + 3];
            if (alpha == 0) continue;
            var over = layer.At(i) * opacity;
            pixels[i] = pixels[i] * (1 - over[3]) + over;
        }
    }

    /// <summary>Source-over with a premultiplied colour.</summary>
    public void Blend(int x, int y, Vector128<float> over)
    {
        ref var pixel = ref Pixels[y * size + x];
        pixel = pixel * (1 - over[3]) + over;
    }

    /// <summary>A soft elliptical shade or glow; strength falls from the centre to the rim.</summary>
    public void Glow(double centreX, double centreY, double radiusX, double radiusY, Vector128<float> colour, double strength)
    {
        for (var y = Math.Max(0, (int)(centreY - radiusY)); y < Math.Min(size, centreY + radiusY); y++)
            for (var x = Math.Max(0, (int)(centreX - radiusX)); x < Math.Min(size, centreX + radiusX); x++)
            {
                double dx = (x + 0.5 - centreX) / radiusX, dy = (y + 0.5 - centreY) / radiusY, distance = dx * dx + dy * dy;
                if (distance < 1) Blend(x, y, colour.WithElement(3, 1f) * (float)(strength * (1 - distance)));
            }
    }

    /// <summary>Rows of RGB bytes, (size, size, 3).</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[size * size * 3];
        for (var i = 0; i < size * size; i++)
            for (var c = 0; c < 3; c++)
                bytes[i * 3 + c] = (byte)Math.Clamp((int)(_pixels[i * 4 + c] * 255 + 0.5f), 0, 255);
        return bytes;
    }
}
