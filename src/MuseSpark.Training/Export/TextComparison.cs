using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Text;

namespace MuseSpark.Training.Export;

/// <summary>Size, loss and speed of every graph in a model folder: whether a smaller one is worth it.</summary>
public static class TextComparison
{
    private const int Rounds = 7, Longest = 512;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        options.RejectUnknown();
        var graphs = Directory.EnumerateFiles(Path.Combine(folder, "onnx"), "*.onnx").Order(StringComparer.Ordinal).ToList();
        var manifest = ModelManifest.Read(folder);
        var tokenizer = BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json"));
        // The project's own texts that `corpus` keeps from training.
        var texts = MuseOriginal.Read(new Corpus.PromptWriter(Lexicon.Read(), new Random(1)))
            .Where(d => StableHash.Of(d.Text) % 100 == 0).Select(d => Sequence.From(d, tokenizer)).Where(s => s.Tokens.Length <= Longest).ToList();

        var speeds = Speeds(folder, manifest, graphs, cancel);
        foreach (var (graph, speed) in graphs.Zip(speeds))
        {
            using var session = new InferenceSession(graph);
            var losses = texts.SelectMany(t => { cancel.ThrowIfCancellationRequested(); return Losses(session, t); }).ToList();
            Console.WriteLine(
                $"{Path.GetFileName(graph),-20} {new FileInfo(graph).Length / 1e6,6:F2} MB, {speed,5:F0} tokens/s, " +
                $"loss {losses.Average():F4} over {losses.Count} tokens of {texts.Count} texts");
        }
    }

    /// <summary>Loss of each token of the text and scene, the whole text at once.</summary>
    private static IEnumerable<double> Losses(InferenceSession session, Sequence text)
    {
        var fed = text.Tokens[..^1];
        var logits = new GraphDecoder(session).Feed(fed);
        var vocabulary = logits.Length / fed.Length;
        for (var i = Math.Max(0, text.PromptLength - 1); i < fed.Length; i++)
        {
            var row = logits.AsSpan(i * vocabulary, vocabulary);
            var (largest, wanted) = (TensorPrimitives.Max<float>(row), row[text.Tokens[i + 1]]);
            TensorPrimitives.Subtract(row, largest, row);
            TensorPrimitives.Exp(row, row);
            yield return Math.Log(TensorPrimitives.Sum<float>(row)) + largest - wanted;
        }
    }

    /// <summary>The best of some rounds through the app's own loop, taken by turns: other work on the machine meets all alike.</summary>
    private static double[] Speeds(string folder, ModelManifest manifest, List<string> graphs, CancellationToken cancel)
    {
        var models = graphs.ConvertAll(g => OnnxTextModel.Open(folder, manifest with { Files = new Dictionary<string, string> { [Path.GetRelativePath(folder, g)] = "" } }));
        var best = new double[models.Count];
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < models.Count; i++)
                best[i] = Math.Max(best[i], SpeedAsync(models[i], cancel).GetAwaiter().GetResult());
        models.ForEach(m => m.Dispose());
        return best;
    }

    private static async Task<double> SpeedAsync(OnnxTextModel model, CancellationToken cancel)
    {
        var request = new TextRequest { Kind = "story", Prompt = "a brave fox finds a lantern in a snowy forest", Seed = 4, Options = new TextOptions { MaxTokens = 150, Openings = 1 } };
        var (start, first, last) = (0L, 0, 0);
        await foreach (var piece in model.GenerateAsync(request, cancel))
        {
            if (start == 0) (start, first) = (Stopwatch.GetTimestamp(), piece.TokenCount);
            last = piece.TokenCount;
        }
        return (last - first) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
