using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Image;
using MuseSpark.Inference.Tests.Packs;
using Xunit.Abstractions;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>The converted classifier against the original: nsfwjs 4.4.0 on TensorFlow.js 4.22, in Node, on fifty harmless pictures.</summary>
public sealed class NsfwjsParityTests(RealPictureSafety real, ITestOutputHelper output) : IClassFixture<RealPictureSafety>
{
    [NpmFact]
    public async Task Fifty_pictures_get_the_scores_that_the_original_gives()
    {
        var pictures = await PicturesAsync();
        Assert.Equal(50, pictures.Count);
        using var classifier = PictureClassifier.Open(real.Folder, ManifestReader.Read(real.Folder), new OnnxOptions());
        var largest = 0.0;
        var highest = new Dictionary<string, double>();
        foreach (var ((name, picture), there) in pictures.Zip(NsfwjsPeer.Classify([.. pictures.Select(p => p.Picture)])))
        {
            var here = classifier.Classify(picture, CancellationToken.None).Classes;
            foreach (var (label, score) in here)
            {
                Assert.True(Math.Abs(score - there[label]) < 0.01, $"{name}, {label}: {score} here, {there[label]} there");
                largest = Math.Max(largest, Math.Abs(score - there[label]));
                highest[label] = Math.Max(highest.GetValueOrDefault(label), score);
            }
            var best = here.MaxBy(c => c.Score)!;
            // Two that are as likely may change places by rounding.
            if (there.Values.OrderDescending().Take(2).ToArray() is [var first, var second] && first - second > 0.001) Assert.Equal(there.MaxBy(t => t.Value).Key, best.Name);
        }
        output.WriteLine($"The largest difference of a score is {largest:g2}. The highest scores: {string.Join(", ", highest.Select(h => $"{h.Key} {h.Value:f3}"))}.");
        // Harmless pictures are neutral to it; but were every score 0 or 1, little would be compared.
        Assert.True(highest["Drawing"] > 0.1);
    }

    private static async Task<List<(string Name, RgbImage Picture)>> PicturesAsync()
    {
        var random = new SeededRandom(5);
        (int Width, int Height)[] sizes = [(224, 224), (300, 200), (97, 411), (640, 480), (32, 32), (1, 1), (1_000, 40)];
        var pictures = new List<(string, RgbImage)>();
        foreach (var (width, height) in sizes)
        {
            pictures.Add(($"noise {width} x {height}", Made(width, height, (_, _, _) => random.NextUInt64() % 256)));
            pictures.Add(($"lines {width} x {height}", Made(width, height, (x, y, _) => (x * 3 + y * 5) % 17 < 2 || (y * 2 - x * 4 + 10_000) % 23 < 2 ? 0 : 255)));
            pictures.Add(($"disc {width} x {height}", Made(width, height, (x, y, c) => Math.Pow(2.0 * x / width - 1, 2) + Math.Pow(2.0 * y / height - 1, 2) < 0.5 ? 220 - 30 * c : 30 + 40 * c)));
            pictures.Add(($"waves {width} x {height}", Made(width, height, (x, y, c) => 128 + 100 * Math.Sin(x / 9.0 + c) * Math.Cos(y / 14.0 - c))));
            pictures.Add(($"checks {width} x {height}", Made(width, height, (x, y, c) => (x / 8 + y / 8) % 2 == 0 ? 250 - 60 * c : 20)));
        }
        foreach (var level in new[] { 0, 64, 128, 255 }) pictures.Add(($"plain {level}", Made(50, 50, (_, _, _) => level)));
        // The colours of skin, in soft shapes: where the classes lie closest to each other.
        for (var i = 0; i < 5; i++) pictures.Add(($"warm {i}", Made(260, 190, (x, y, c) => (c == 0 ? 225 : c == 1 ? 172 : 140) - 12 * i + 25 * Math.Sin(x / (20.0 + i)) * Math.Sin(y / 31.0 + i))));

        using var catalog = ModelCatalog.Open([RepositoryFiles.Models], new ModelCatalogOptions(), NullLogger.Instance);
        var model = (await catalog.UseImageAsync(catalog.Find(null, "picture")!.Manifest.Id, CancellationToken.None)).Model;
        foreach (var prompt in new[] { "a red fox in a snowy forest", "a girl on the beach", "two dogs in a field", "a house at night", "a boat on the sea", "a boy in a garden" })
            pictures.Add((prompt, await TinyPicture.PaintAsync(model, new ImageRequest { Prompt = prompt, Seed = 7, Steps = 8, PreviewEvery = 0 })));
        return pictures;
    }

    private static RgbImage Made(int width, int height, Func<int, int, int, double> level)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(level(i / 3 % width, i / 3 / width, i % 3), 0, 255);
        return new RgbImage(width, height, pixels);
    }
}
