using System.Diagnostics;
using System.Security.Cryptography;
using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Watermarks.Pictures;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>What the mark in pictures costs, and what it survives.</summary>
internal static class MarkPictures
{
    private static readonly PictureWatermark Watermark = new(SHA256.HashData("measuring"u8));

    /// <param name="args">A folder of pictures, or the word drawn; an edge to bring them to, or 0; how many; which half.</param>
    public static Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 4)
        {
            Console.Error.WriteLine("Say: mark-pictures <folder | drawn> [edge | 0] [count] [all | even | odd], for instance: mark-pictures drawn 512 20 odd");
            return Task.FromResult(2);
        }
        var edge = args.Length > 1 ? int.Parse(args[1]) : 0;
        Report([.. PictureSource.Open(args[0], edge, args.Length > 2 ? int.Parse(args[2]) : 20, args.Length > 3 ? args[3] : "all")]);
        return Task.FromResult(0);
    }

    public static void Report(IReadOnlyList<RgbImage> pictures)
    {
        List<RgbImage> marked = [];
        List<double> psnr = [], ssim = [], marking = [], reading = [];
        var refused = 0;
        for (var i = 0; i < pictures.Count; i++)
        {
            var picture = pictures[i];
            var start = Stopwatch.GetTimestamp();
            var result = Watermark.Mark(picture.Pixels, picture.Width, picture.Height, Id(i));
            marking.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (result.Outcome != MarkOutcome.Marked) refused++;
            marked.Add(picture with { Pixels = result.Pixels });
            if (result.Outcome != MarkOutcome.Marked) continue;
            psnr.Add(result.Psnr);
            ssim.Add(Likeness.Ssim(picture, marked[^1]));
        }
        Console.WriteLine($"{pictures.Count} pictures, {refused} not marked; PSNR mean {psnr.DefaultIfEmpty().Average():F1} dB, least {psnr.DefaultIfEmpty().Min():F1} dB; SSIM mean {ssim.DefaultIfEmpty().Average():F4}, least {ssim.DefaultIfEmpty().Min():F4}");

        var wrong = 0;
        foreach (var (name, make) in Changes.All)
        {
            var found = 0;
            var ways = new int[4];
            reading.Clear();
            for (var i = 0; i < marked.Count; i++)
            {
                var changed = make(marked[i]);
                if (Math.Min(changed.Width, changed.Height) < PictureWatermark.MinEdge) continue;
                var start = Stopwatch.GetTimestamp();
                // Who looks for a piece knows in which sizes pictures are made here.
                var read = Watermark.Read(changed.Pixels, changed.Width, changed.Height, (marked[i].Width, marked[i].Height));
                reading.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (read is null) continue;
                if (read.Id != Id(i)) wrong++;
                else
                {
                    found++;
                    ways[(int)read.Found]++;
                }
            }
            Console.WriteLine($"{name,-32} {found,4} of {marked.Count,-4} {100.0 * found / marked.Count,5:F1} %   direct {ways[0],3}, brightness {ways[1],3}, piece {ways[2],3}, scaled {ways[3],3}   {Median(reading),6:F1} ms");
        }
        Console.WriteLine($"wrong ids                    {wrong,4}");
        Console.WriteLine($"marking, median              {Median(marking),6:F1} ms");
    }

    private static ulong Id(int i) => (ulong)(i * 7919L + 1) * 0x9E3779B97F4A7C15 >> 64 - PictureWatermark.IdBits;

    private static double Median(List<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
