using MuseSpark.Inference.Image;
using SkiaSharp;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>What may happen to a picture on its way, by name.</summary>
internal static class Changes
{
    public static readonly (string Name, Func<RgbImage, RgbImage> Make)[] All =
    [
        ("none", image => image),
        ("JPEG 90", image => SkiaImages.Recompress(image, 90)),
        ("JPEG 70", image => SkiaImages.Recompress(image, 70)),
        ("JPEG 60", image => SkiaImages.Recompress(image, 60)),
        ("JPEG 50", image => SkiaImages.Recompress(image, 50)),
        ("JPEG 40", image => SkiaImages.Recompress(image, 40)),
        ("JPEG 30", image => SkiaImages.Recompress(image, 30)),
        ("WebP 50", image => SkiaImages.Recompress(image, 50, SKEncodedImageFormat.Webp)),
        ("resized to 50 %", image => SkiaImages.Scale(image, 0.5)),
        ("resized to 75 %", image => SkiaImages.Scale(image, 0.75)),
        ("resized to 150 %", image => SkiaImages.Scale(image, 1.5)),
        ("cropped to 75 %", image => Crop(image, 0.75)),
        ("cropped to 50 %", image => Crop(image, 0.5)),
        ("cropped to 75 %, JPEG 70", image => SkiaImages.Recompress(Crop(image, 0.75), 70)),
        ("edges cut, JPEG 60, 75 %, JPEG 85", image => SkiaImages.Recompress(SkiaImages.Scale(SkiaImages.Recompress(EdgesCut(image), 60), 0.75), 85)),
        ("edges cut, 50 %", image => SkiaImages.Scale(EdgesCut(image), 0.5)),
        ("edges cut, 150 %, JPEG 75", image => SkiaImages.Recompress(SkiaImages.Scale(EdgesCut(image), 1.5), 75)),
        ("cropped to 75 %, 83 %, JPEG 80", image => SkiaImages.Recompress(SkiaImages.Scale(Crop(image, 0.75), 0.83), 80)),
        ("contrast x 1.1", image => SkiaImages.Levels(image, 1.1, 0)),
        ("contrast x 0.9", image => SkiaImages.Levels(image, 0.9, 0)),
        ("brightness + 20", image => SkiaImages.Levels(image, 1, 20)),
        ("brightness + 20, JPEG 70", image => SkiaImages.Recompress(SkiaImages.Levels(image, 1, 20), 70)),
        ("noise 5", image => SkiaImages.Noise(image, 5)),
        ("noise 10", image => SkiaImages.Noise(image, 10)),
        ("screenshot: 83 %, JPEG 80", image => SkiaImages.Recompress(SkiaImages.Scale(image, 0.83), 80)),
        ("screenshot: 137 %, JPEG 75", image => SkiaImages.Recompress(SkiaImages.Scale(image, 1.37), 75)),
    ];

    /// <summary>A tenth off the left and the top.</summary>
    private static RgbImage EdgesCut(RgbImage image)
    {
        int left = image.Width / 10, top = image.Height / 10;
        return SkiaImages.Crop(image, left, top, image.Width - left, image.Height - top);
    }

    /// <summary>A piece from somewhere that is no multiple of anything.</summary>
    private static RgbImage Crop(RgbImage image, double share)
    {
        int width = (int)(image.Width * share), height = (int)(image.Height * share);
        return SkiaImages.Crop(image, (image.Width - width) * 3 / 7, (image.Height - height) * 5 / 9, width, height);
    }
}
