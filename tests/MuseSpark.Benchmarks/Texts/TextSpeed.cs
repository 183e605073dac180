using System.Diagnostics;
using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;

namespace MuseSpark.Benchmarks.Texts;

/// <summary>What writing together, remembering and guessing bring, each against the same model without, in turn; medians.</summary>
internal static class TextSpeed
{
    private const int Rounds = 5, Streams = 8;

    /// <param name="args">The model folder, then a file for the rows as JSON.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 2)
        {
            Console.Error.WriteLine("Say: text-speed <model folder> [rows.json], for instance: text-speed models/spark-text rows.json");
            return 2;
        }
        var manifest = JsonSerializer.Deserialize<ModelManifest>(await File.ReadAllTextAsync(Path.Combine(args[0], "model.json")), JsonSerializerOptions.Web)!;
        var rows = new List<SpeedRow>();
        foreach (var graph in manifest.Files.Keys.Where(f => f.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            using var model = OnnxTextModel.Open(args[0], manifest with { Files = new Dictionary<string, string> { [graph] = "" } });
            rows.Add(await StreamsAsync(model, Path.GetFileNameWithoutExtension(graph)));
        }
        if (args.Length > 1) await File.WriteAllTextAsync(args[1], JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
        return 0;
    }

    private static async Task<SpeedRow> StreamsAsync(OnnxTextModel model, string name)
    {
        List<double> together = [], serial = [];
        var (texts, different) = (0, 0);
        for (var round = 0; round <= Rounds; round++)
        {
            var requests = Enumerable.Range(0, Streams).Select(i => new TextRequest
            {
                Kind = "story",
                Prompt = string.Concat(Enumerable.Repeat("a brave fox finds a lantern in a snowy forest ", 1 + i % 3)),
                Seed = (ulong)(round * Streams + i),
                Options = new TextOptions { MaxTokens = 300 },
            }).ToArray();
            var start = Stopwatch.GetTimestamp();
            var alone = new List<(string Text, int Tokens)>();
            foreach (var request in requests) alone.Add(await WriteAsync(model, request));
            var serialTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            var all = await Task.WhenAll(requests.Select(request => Task.Run(() => WriteAsync(model, request))));
            var togetherTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
            (texts, different) = (texts + Streams, different + all.Zip(alone).Count(pair => pair.First != pair.Second));
            if (round == 0) continue;
            together.Add(all.Sum(t => t.Tokens) / togetherTime);
            serial.Add(alone.Sum(t => t.Tokens) / serialTime);
        }
        Console.WriteLine($"{name}: {different} of {texts} texts differ between alone and together");
        return Tell(new SpeedRow($"{name}, {Streams} streams together", Median(together), "tokens/s", "one after the other", Median(serial)));
    }

    private static async Task<(string Text, int Tokens)> WriteAsync(OnnxTextModel model, TextRequest request)
    {
        var (text, tokens) = ("", 0);
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) (text, tokens) = (text + piece.Text, piece.TokenCount);
        return (text, tokens);
    }

    private static SpeedRow Tell(SpeedRow row)
    {
        Console.WriteLine(row);
        return row;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
