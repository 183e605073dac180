using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Tests.Watermarks.Pictures;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>Pictures to measure with: those of a folder, or scenes drawn from seeds.</summary>
internal static class PictureSource
{
    /// <param name="edge">The square that each is cut and brought to; 0 leaves them as they are (drawn ones are then 512).</param>
    /// <param name="half">all, even or odd: one half to tune on and the other to report.</param>
    public static IEnumerable<RgbImage> Open(string source, int edge, int count, string half)
    {
        var chosen = Enumerable.Range(0, int.MaxValue).Where(i => half == "all" || i % 2 == (half == "odd" ? 1 : 0));
        if (source == "drawn")
        {
            var size = edge == 0 ? 512 : edge;
            return chosen.Take(count).Select(i => new RgbImage(size, size, Drawn.Scene(1000 + i, size, size)));
        }
        var files = Directory.EnumerateFiles(source).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp").Order(StringComparer.Ordinal).ToList();
        return chosen.TakeWhile(i => i < files.Count).Take(count).Select(i => Square(SkiaImages.Open(files[i]), edge));
    }

    private static RgbImage Square(RgbImage image, int edge)
    {
        if (edge == 0) return image;
        var side = Math.Min(image.Width, image.Height);
        return SkiaImages.Resize(SkiaImages.Crop(image, (image.Width - side) / 2, (image.Height - side) / 2, side, side), edge, edge);
    }
}
