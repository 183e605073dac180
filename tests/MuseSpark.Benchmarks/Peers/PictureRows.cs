using System.Diagnostics;
using System.Text.Json;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>Pictures of the built-in model, against a plain loop over the same graphs in Node.</summary>
internal static class PictureRows
{
    private const int Rounds = 7;

    public static async Task<IReadOnlyList<PeerRow>> MeasureAsync(string folder, Func<string> node)
    {
        var manifest = ModelManifest.Read(folder);
        var usual = manifest.Defaults;
        var choice = await PeerModels.Choices.MeasureAsync(folder, manifest, new OnnxOptions(), CancellationToken.None);
        using var model = PipelineList.Load(folder, manifest, choice.Apply(new OnnxOptions()));
        var (peer, why) = PeerReport.TryStart(() => PeerProcess.Start(node(), "picture.mjs", folder));
        using var _ = peer;
        var tokenizer = Tokenizer.Open(Path.Combine(folder, "tokenizer", "tokenizer.json"));
        const int room = 24, factor = 8, channels = 8;
        int[] Ids(string text) => [.. tokenizer.Encode(text).Concat(Enumerable.Repeat(tokenizer.IdOf("<|pad|>")!.Value, room)).Take(room)];

        List<double> ours = [], theirs = [], outside = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var prompt = $"a red fox and {round + 2} rabbits in the snow";
            var (start, inside, steps) = (Stopwatch.GetTimestamp(), RunClock.Milliseconds, (First: 0L, Last: 0L, InsideFirst: 0.0, InsideLast: 0.0));
            await foreach (var progress in model.GenerateAsync(new ImageRequest { Prompt = prompt, Seed = (ulong)round }, CancellationToken.None))
            {
                if (progress is not ImageStep step) continue;
                steps = (step.Index == 1 ? Stopwatch.GetTimestamp() : steps.First, Stopwatch.GetTimestamp(), step.Index == 1 ? RunClock.Milliseconds : steps.InsideFirst, RunClock.Milliseconds);
            }
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var answer = peer is null ? (JsonElement?)null : await peer.AskAsync(new { prompt = Ids(prompt), unwanted = Ids(""), steps = usual.Steps, guidance = usual.Guidance, channels, edge = manifest.PaintedEdge / factor, doublings = usual.Width / manifest.PaintedEdge == 2 ? 1 : 0 });
            if (answer is { } painted && painted.GetProperty("pixels").GetInt32() != 3 * usual.Width * usual.Height) throw new InvalidOperationException("The peer's picture has another size.");
            if (round == 0) continue;
            ours.Add(1000 * seconds);
            outside.Add(100 * (1 - (steps.InsideLast - steps.InsideFirst) / Stopwatch.GetElapsedTime(steps.First, steps.Last).TotalMilliseconds));
            if (answer is { } given) theirs.Add(1000 * given.GetProperty("seconds").GetDouble());
        }
        return
        [
            new($"a picture, {usual.Steps} steps, {usual.Width} pixels, previews included", PeerReport.Median(ours), "ms", "a plain loop of onnxruntime-node", theirs.Count == 0 ? null : PeerReport.Median(theirs), 1, 1.2, why ?? choice.ToString()),
            new("outside ONNX Runtime, a step of a picture", PeerReport.Median(outside), "% of time", "nothing", 0, 3, 1),
        ];
    }
}
