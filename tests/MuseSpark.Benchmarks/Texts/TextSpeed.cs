using System.Diagnostics;
using System.Text.Json;
using MuseSpark.Benchmarks.Peers;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;

namespace MuseSpark.Benchmarks.Texts;

/// <summary>What writing together, remembering and guessing bring, each against the same model without, in turn; medians.</summary>
internal static class TextSpeed
{
    private const int Rounds = 5, Streams = 8;

    private static readonly string[] Heroes = ["fox", "girl", "old sailor", "mouse", "robot", "shepherd", "bear"];

    private static readonly string Story = string.Join(' ', Heroes[..5].Select((hero, i) =>
        $"Once there was a {hero} who lived by the sea. Every morning the {hero} walked to the pier and looked for the {Heroes[(i + 1) % Heroes.Length]}. "
        + $"One day the wind was strong, and the boat was gone. The {hero} was sad at first, but then a small light shone far away."));

    /// <param name="args">The model folder, then a file for the rows as JSON.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 2)
        {
            Console.Error.WriteLine("Say: text-speed <model folder> [rows.json], for instance: text-speed models/spark-text rows.json");
            return 2;
        }
        var manifest = ModelManifest.Read(args[0]);
        var rows = new List<PeerRow>();
        foreach (var graph in manifest.Files.Keys.Where(f => f.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            using var model = OnnxTextModel.Open(args[0], manifest with { Files = new Dictionary<string, string> { [graph] = "" } });
            var name = Path.GetFileNameWithoutExtension(graph);
            rows.Add(await StreamsAsync(model, name));
            rows.Add(await FirstTokenAsync(model, name));
            rows.Add(await RewriteAsync(model, name));
            rows.Add(await GrowthAsync(model, name));
        }
        if (args.Length > 1) await File.WriteAllTextAsync(args[1], JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
        return 0;
    }

    private static async Task<PeerRow> StreamsAsync(OnnxTextModel model, string name)
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
                Options = new TextOptions { MaxTokens = 300, Openings = 1 },
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
        return Tell(new PeerRow($"{name}, {Streams} streams together", PeerReport.Median(together), "tokens/s", "one after the other", PeerReport.Median(serial)));
    }

    /// <summary>A story of some hundred words goes on, again and again, each time by a sentence of somebody's own.</summary>
    private static async Task<PeerRow> FirstTokenAsync(OnnxTextModel model, string name)
    {
        List<double> remembered = [], anew = [];
        for (var round = 0; round <= 2 * Rounds; round++)
        {
            var request = new TextRequest
            {
                Kind = "continue",
                Prompt = $"{Story} Then the {Heroes[round % Heroes.Length]} came and looked at {round}.",
                Seed = 1,
                Options = new TextOptions { MaxTokens = 1 },
            };
            var pair = (Remembered: await TimeAsync(model, request with { Scope = "here" }), Anew: await TimeAsync(model, request));
            if (round == 0) continue;
            remembered.Add(pair.Remembered);
            anew.Add(pair.Anew);
        }
        return Tell(new PeerRow($"{name}, first token of a story continued", PeerReport.Median(remembered), "ms", "nothing remembered", PeerReport.Median(anew)));
    }

    private static async Task<PeerRow> RewriteAsync(OnnxTextModel model, string name)
    {
        List<double> guessed = [], plain = [];
        var request = new TextRequest { Kind = "rewrite", Prompt = Story[..600], Seed = 1, Options = new TextOptions { MaxTokens = 200 } };
        for (var round = 0; round <= Rounds; round++)
        {
            request = request with { Seed = (ulong)round };
            var start = Stopwatch.GetTimestamp();
            var with = await WriteAsync(model, request with { Lookup = true });
            var withTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            var without = await WriteAsync(model, request with { Lookup = false });
            if (with != without) Console.WriteLine($"{name}: the text with guesses is another one for seed {round}");
            if (round == 0) continue;
            guessed.Add(with.Tokens / withTime);
            plain.Add(without.Tokens / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Tell(new PeerRow($"{name}, rewriting with guesses from the prompt", PeerReport.Median(guessed), "tokens/s", "without", PeerReport.Median(plain)));
    }

    /// <summary>The last tokens that the context holds against those around 128.</summary>
    private static async Task<PeerRow> GrowthAsync(OnnxTextModel model, string name)
    {
        const int span = 32;
        List<double> early = [], late = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var times = new List<long>();
            // As wild as can be, so that few texts end by themselves; those that do early are left out.
            var request = new TextRequest { Kind = "story", Prompt = "a long journey", Seed = (ulong)round, Options = new TextOptions { MaxTokens = 100_000, Temperature = 2, TopK = 0, TopP = 1, MinP = 0, Openings = 1 } };
            await foreach (var piece in model.GenerateAsync(request, CancellationToken.None))
            {
                while (times.Count < piece.TokenCount) times.Add(Stopwatch.GetTimestamp());
            }
            if (round == 0 || times.Count < 128 + 2 * span) continue;
            early.Add(span / Stopwatch.GetElapsedTime(times[128 - span], times[128]).TotalSeconds);
            late.Add(span / Stopwatch.GetElapsedTime(times[^(span + 1)], times[^1]).TotalSeconds);
        }
        return early.Count == 0 ? Tell(new PeerRow($"{name}, at the end of the context", double.NaN, "tokens/s", "at 128 tokens", double.NaN))
            : Tell(new PeerRow($"{name}, at the end of the context", PeerReport.Median(late), "tokens/s", "at 128 tokens", PeerReport.Median(early)));
    }

    private static async Task<double> TimeAsync(OnnxTextModel model, TextRequest request)
    {
        var start = Stopwatch.GetTimestamp();
        await WriteAsync(model, request);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<(string Text, int Tokens)> WriteAsync(OnnxTextModel model, TextRequest request)
    {
        var (text, tokens) = ("", 0);
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) (text, tokens) = (text + piece.Text, piece.TokenCount);
        return (text, tokens);
    }

    private static PeerRow Tell(PeerRow row)
    {
        Console.WriteLine(row);
        return row;
    }
}
