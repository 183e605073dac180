using System.Buffers.Binary;
using MuseSpark.Inference.Image;
using SkiaSharp;

namespace MuseSpark.Web.Outputs;

/// <summary>Same pixels, same bytes: filter and compression are fixed.</summary>
public static class Png
{
    public const string MediaType = "image/png";

    private static readonly SKPngEncoderOptions Options = new(SKPngEncoderFilterFlags.AllFilters, zLibLevel: 6);

    public static byte[] Encode(RgbImage image)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(pixels[to..]);
            pixels[to + 3] = 255;
        }

        return Encode(bitmap);
    }

    /// <summary>Makes a picture smaller so that its longer edge is <paramref name="edge"/> pixels.</summary>
    public static async Task<byte[]?> ShrinkAsync(string path, int edge, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        if (PictureFile.Inspect(bytes) is not { } picture) return null;
        var scale = (double)edge / Math.Max(picture.Width, picture.Height);
        var small = await PictureFile.ReadAsync(bytes, Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)), cancellationToken);
        return small is null ? null : Encode(small);
    }

    /// <summary>Whether a PNG has an animation, which browsers show and Skia does not: its control chunk comes before the picture (PNG 3, 11.3.6).</summary>
    public static bool Moves(ReadOnlySpan<byte> file)
    {
        for (long at = 8; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk[4..8].SequenceEqual("acTL"u8)) return true;
            if (chunk[4..8].SequenceEqual("IDAT"u8)) return false;
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return false;
    }

    private static byte[] Encode(SKBitmap bitmap)
    {
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(Options);
        return data?.ToArray() ?? throw new InvalidOperationException("A picture could not be encoded.");
    }
}
