using MuseSpark.Inference.Image;
using SkiaSharp;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>Pictures as files and back, and what people and programs do to them.</summary>
internal static class SkiaImages
{
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    public static RgbImage Open(string path)
    {
        using var bitmap = SKBitmap.Decode(path) ?? throw new InvalidDataException($"{path} is no picture.");
        return FromBitmap(bitmap);
    }

    public static void Save(RgbImage image, string path)
    {
        using var bitmap = ToBitmap(image);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    public static RgbImage Recompress(RgbImage image, int quality, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var bitmap = ToBitmap(image);
        using var data = bitmap.Encode(format, quality);
        using var back = SKBitmap.Decode(data);
        return FromBitmap(back);
    }

    public static RgbImage Resize(RgbImage image, int width, int height)
    {
        using var bitmap = ToBitmap(image);
        using var resized = bitmap.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), Smooth);
        return FromBitmap(resized);
    }

    public static RgbImage Scale(RgbImage image, double by) =>
        Resize(image, (int)Math.Round(image.Width * by), (int)Math.Round(image.Height * by));

    public static RgbImage Crop(RgbImage image, int left, int top, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            image.Pixels.AsSpan(((top + y) * image.Width + left) * 3, width * 3).CopyTo(pixels.AsSpan(y * width * 3));
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage Levels(RgbImage image, double gain, double offset) => image with
    {
        Pixels = [.. image.Pixels.Select(v => (byte)Math.Clamp(Math.Round(v * gain + offset), 0, 255))],
    };

    public static RgbImage Noise(RgbImage image, double sigma)
    {
        var noise = new float[image.Pixels.Length];
        new MuseSpark.Inference.SeededRandom(17).FillNormal(noise);
        return image with { Pixels = [.. image.Pixels.Zip(noise, (v, n) => (byte)Math.Clamp(Math.Round(v + sigma * n), 0, 255))] };
    }

    private static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.AsSpan(i * 3, 3).CopyTo(target[(i * 4)..]);
            target[i * 4 + 3] = 255;
        }
        return bitmap;
    }

    private static RgbImage FromBitmap(SKBitmap bitmap)
    {
        using var rgba = bitmap.ColorType == SKColorType.Rgba8888 ? null : bitmap.Copy(SKColorType.Rgba8888);
        var source = (rgba ?? bitmap).GetPixelSpan();
        var pixels = new byte[bitmap.Width * bitmap.Height * 3];
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++) source.Slice(i * 4, 3).CopyTo(pixels.AsSpan(i * 3));
        return new RgbImage(bitmap.Width, bitmap.Height, pixels);
    }
}
