using System.Diagnostics;
using System.Security.Cryptography;
using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Fingerprints;
using MuseSpark.Provenance.Watermarks.Pictures;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>What is read where nothing was written: unmarked pictures, pictures marked with another key; and how far fingerprints lie apart.</summary>
internal static class MarkChance
{
    /// <param name="args">A folder of pictures, or the word drawn; an edge, or 0; how many tries of each kind.</param>
    public static Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 3)
        {
            Console.Error.WriteLine("Say: mark-chance <folder | drawn> [edge | 0] [tries], for instance: mark-chance drawn 256 10000");
            return Task.FromResult(2);
        }
        var edge = args.Length > 1 ? int.Parse(args[1]) : 0;
        var tries = args.Length > 2 ? int.Parse(args[2]) : 200;
        Report([.. PictureSource.Open(args[0], edge, tries, "all")], tries);
        return Task.FromResult(0);
    }

    /// <param name="pictures">Each is tried as it is and after each change, until there are enough; then with other keys.</param>
    public static void Report(IReadOnlyList<RgbImage> pictures, int tries)
    {
        int unmarked = 0, foreign = 0, done = 0;
        var clock = new Stopwatch();
        List<int> near = [], far = [];
        var last = 0UL;
        for (var round = 0; done < tries; round++)
        {
            var watermark = new PictureWatermark(SHA256.HashData(BitConverter.GetBytes(round)));
            var other = new PictureWatermark(SHA256.HashData(BitConverter.GetBytes(~round)));
            foreach (var picture in pictures)
            {
                var foreignly = picture with { Pixels = other.Mark(picture.Pixels, picture.Width, picture.Height, 12345).Pixels };
                var hash = PictureFingerprint.Of(picture.Pixels, picture.Width, picture.Height);
                if (last != 0) far.Add(HammingBands.Distance(hash, last));
                last = hash;
                foreach (var (name, make) in Changes.All)
                {
                    if (done == tries) break;
                    RgbImage changed = make(picture), changedForeign = make(foreignly);
                    if (!name.Contains("crop", StringComparison.Ordinal))
                        near.Add(HammingBands.Distance(hash, PictureFingerprint.Of(changed.Pixels, changed.Width, changed.Height)));
                    if (Math.Min(changed.Width, changed.Height) < PictureWatermark.MinEdge) continue;
                    clock.Start();
                    if (watermark.Read(changed.Pixels, changed.Width, changed.Height) is not null) unmarked++;
                    clock.Stop();
                    if (watermark.Read(changedForeign.Pixels, changedForeign.Width, changedForeign.Height) is not null) foreign++;
                    done++;
                }
                if (done == tries) break;
            }
        }
        Console.WriteLine($"unmarked pictures            {unmarked} ids read in {done} tries, {clock.Elapsed.TotalMilliseconds / done:F1} ms each");
        Console.WriteLine($"marked with another key      {foreign} ids read in {done} tries");
        if (near.Count == 0 || far.Count == 0) return;
        Console.WriteLine($"fingerprints, same picture   mean {near.Average():F1} bits apart, {100.0 * near.Count(d => d <= 3) / near.Count:F1} % within 3, {100.0 * near.Count(d => d <= PictureFingerprint.SimilarDistance) / near.Count:F1} % within {PictureFingerprint.SimilarDistance}, {100.0 * near.Count(d => d <= HammingBands.MaxDistance) / near.Count:F1} % within {HammingBands.MaxDistance}");
        Console.WriteLine($"fingerprints, other pictures mean {far.Average():F1} bits apart, least {far.Min()}, {100.0 * far.Count(d => d <= PictureFingerprint.SimilarDistance) / far.Count:F1} % within {PictureFingerprint.SimilarDistance}");
    }
}
