using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using VipsImage = NetVips.Image;

namespace MuseSpark.Training.Art;

/// <summary>An SVG document as premultiplied RGBA bytes, (height, width, 4).</summary>
public sealed class Layer(byte[] bytes, int width, int height)
{
    public byte[] Bytes => bytes;

    public int Width => width;

    public int Height => height;

    public static Layer FromSvg(string svg, double scale)
    {
        using var image = VipsImage.SvgloadBuffer(Encoding.UTF8.GetBytes(svg), scale: scale);
        var pixels = image.WriteToMemory<byte>();
        for (var i = 0; i < pixels.Length; i += 4)
            for (var c = 0; c < 3; c++)
                pixels[i + c] = (byte)((pixels[i + c] * pixels[i + 3] + 127) / 255);
        return new Layer(pixels, image.Width, image.Height);
    }

    /// <summary>Pixel number <paramref name="index"/> in 0..1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> At(int index)
    {
        var packed = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), index * 4));
        var wide = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(packed).AsByte()));
        return Vector128.ConvertToSingle(wide.AsInt32()) * (1 / 255f);
    }

    /// <summary>What is painted, with a transparent rim one pixel wide.</summary>
    public Layer Cropped()
    {
        int left = width, right = -1, top = height, bottom = -1;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                if (bytes[(y * width + x) * 4 + 3] < 8) continue;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }
        if (right < 0) throw new InvalidDataException("The drawing is empty.");
        int w = right - left + 3, h = bottom - top + 3;
        var kept = new byte[w * h * 4];
        for (var y = top; y <= bottom; y++)
            bytes.AsSpan((y * width + left) * 4, (w - 2) * 4).CopyTo(kept.AsSpan(((y - top + 1) * w + 1) * 4));
        return new Layer(kept, w, h);
    }

    /// <summary>Half as large; every pixel is the mean of four.</summary>
    public Layer Halved()
    {
        int w = (width + 1) / 2, h = (height + 1) / 2;
        var half = new byte[w * h * 4];
        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
                for (var c = 0; c < 4; c++)
                {
                    int Value(int dx, int dy) => 2 * x + dx < width && 2 * y + dy < height ? bytes[((2 * y + dy) * width + 2 * x + dx) * 4 + c] : 0;
                    half[(y * w + x) * 4 + c] = (byte)((Value(0, 0) + Value(1, 0) + Value(0, 1) + Value(1, 1) + 2) / 4);
                }
        return new Layer(half, w, h);
    }
}
