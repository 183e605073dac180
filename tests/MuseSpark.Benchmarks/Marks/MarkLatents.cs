using System.Diagnostics;
using System.Security.Cryptography;
using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Watermarks.Latents;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>Whether the mark in a picture's first noise can be read from the picture.</summary>
internal static class MarkLatents
{
    private const double Level = 1e-6;

    /// <param name="args">The model folder, how many pictures, how many steps back, the edge, and the guidance.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 5)
        {
            Console.Error.WriteLine("Say: mark-latents <model folder> [count] [steps back] [edge] [guidance], for instance: mark-latents models/spark-picture 10 16 128 3");
            return 2;
        }
        var count = args.Length > 1 ? int.Parse(args[1]) : 10;
        var steps = args.Length > 2 ? int.Parse(args[2]) : 16;
        int? edge = args.Length > 3 ? int.Parse(args[3]) : null;
        float? guidance = args.Length > 4 ? float.Parse(args[4]) : null;
        using var model = await Paint.OpenAsync(args[0]);
        using var watermark = new LatentWatermark(SHA256.HashData("measuring"u8));
        var painted = model.Manifest.PaintedEdge ?? model.Manifest.Defaults.Width ?? 512;

        var accuracy = Changes.All.ToDictionary(c => c.Name, _ => new List<double>());
        var detected = Changes.All.ToDictionary(c => c.Name, _ => 0);
        var read = Changes.All.ToDictionary(c => c.Name, _ => 0);
        var chance = new List<double>();
        var milliseconds = 0.0;
        for (var i = 0; i < count; i++)
        {
            var payload = BitConverter.ToUInt64(SHA256.HashData(BitConverter.GetBytes(i)));
            var nonce = SHA256.HashData(BitConverter.GetBytes(i + 1_000_000))[..LatentWatermark.NonceLength];
            var request = new ImageRequest { Prompt = Paint.Prompt(i), Seed = (ulong)i, Width = edge, Height = edge, Guidance = guidance, PreviewEvery = 0 };
            var unmarked = await Paint.PaintAsync(model, request);
            chance.Add(watermark.Match(await InvertAsync(unmarked), payload, nonce).Accuracy);
            var picture = await Paint.PaintAsync(model, request with { ShapeNoise = (_, noise) => watermark.Shape(noise, payload, nonce) });
            foreach (var (name, make) in Changes.All)
            {
                var noise = await InvertAsync(make(picture));
                var match = watermark.Match(noise, payload, nonce);
                accuracy[name].Add(match.Accuracy);
                if (match.P <= Level) detected[name]++;
                if (watermark.Read(noise, nonce).Payload == payload) read[name]++;
            }
        }
        Console.WriteLine($"{count} pictures, {steps} steps back, {milliseconds / count / (Changes.All.Length + 1):F0} ms each; signs of unmarked pictures agree {chance.Average():P1}, most {chance.Max():P1}");
        foreach (var (name, _) in Changes.All)
            Console.WriteLine($"{name,-28} signs {accuracy[name].Average():P1}   p <= {Level} {detected[name],3} of {count}   all 64 bits {read[name],3} of {count}");
        return 0;

        async Task<float[]> InvertAsync(RgbImage image)
        {
            var start = Stopwatch.GetTimestamp();
            var noise = await model.InvertAsync(SkiaImages.Resize(image, painted, painted), steps, default);
            milliseconds += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return noise;
        }
    }
}
