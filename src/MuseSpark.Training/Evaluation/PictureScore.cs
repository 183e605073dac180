using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Training.Image;

namespace MuseSpark.Training.Evaluation;

/// <summary>
/// How often the critic of a model folder sees what a prompt named, in pictures painted through the app's own pipeline: every thing the
/// model was taught and the critic knows, alone and in pairs. The picture goes through the folder's encoder, so the critic judges what
/// people see.
/// </summary>
public static class PictureScore
{
    private static readonly string[] Places = ["in a meadow", "in the snow", "on the beach", "at night", "in a garden"];
    private static readonly string[] Things = ["actor", "companion", "third thing"];

    private sealed record Question(string Name, string[] Labels);
    private sealed record Labels(Question[] Questions, Dictionary<string, string[]> Words);

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var candidates = options.Number("candidates", 1);
        var count = options.Number("count", int.MaxValue);
        options.RejectUnknown();
        var manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllBytes(Path.Combine(folder, "model.json")), JsonSerializerOptions.Web)!;
        var labels = JsonSerializer.Deserialize<Labels>(File.ReadAllBytes(Path.Combine(folder, "critic", "labels.json")), JsonSerializerOptions.Web)!;
        var nouns = WordsFile.Read(folder).Things.Keys.Where(t => labels.Words.TryGetValue(t, out var word) && word is ["thing", var noun] && noun == t).Order(StringComparer.Ordinal).Take(count).ToArray();
        using var model = PipelineList.Load(folder, manifest, new OnnxOptions());
        using var encoder = new InferenceSession(Path.Combine(folder, "vae_encoder", "model.onnx"));
        using var critic = new InferenceSession(Path.Combine(folder, "critic", "model.onnx"));
        var questions = Enumerable.Range(0, labels.Questions.Length).Where(q => Things.Contains(labels.Questions[q].Name)).ToArray();

        HashSet<string> See(string prompt, int seed)
        {
            cancel.ThrowIfCancellationRequested();
            var request = new ImageRequest { Prompt = prompt, Seed = (ulong)seed, Width = PictureRun.Size, Height = PictureRun.Size, PreviewEvery = 0, Candidates = candidates };
            var picture = ModelsPage.LastAsync(model.GenerateAsync(request, cancel)).GetAwaiter().GetResult();
            using var pixels = OrtValue.CreateTensorValueFromMemory(picture.ToPlanes(), [1, 3, picture.Height, picture.Width]);
            using var latents = encoder.Run(new RunOptions(), ["sample"], [pixels], ["latent_sample"]);
            using var answers = critic.Run(new RunOptions(), ["latent_sample"], [latents[0]], [.. questions.Select(q => $"question_{q}")]);
            return [.. questions.Select((q, i) => labels.Questions[q].Labels[IndexOfMax(answers[i].GetTensorDataAsSpan<float>())])];
        }

        var alone = nouns.Select((noun, i) => (Noun: noun, Seen: See($"a {noun} {Places[i % Places.Length]}", i).Contains(noun))).ToList();
        var pairs = nouns.Select((noun, i) => (First: noun, Second: nouns[(i + 7) % nouns.Length])).ToList();
        var both = pairs.Select((pair, i) => (pair, Seen: See($"a {pair.First} and a {pair.Second} {Places[i % Places.Length]}", 1000 + i))).ToList();
        Console.WriteLine($"{manifest.Name} {manifest.Version}, best of {candidates}: one object {alone.Count(a => a.Seen) / (double)alone.Count:P0} of {alone.Count}, "
            + $"objects of pairs {both.Sum(b => (b.Seen.Contains(b.pair.First) ? 1 : 0) + (b.Seen.Contains(b.pair.Second) ? 1 : 0)) / (2.0 * both.Count):P0} of {2 * both.Count}");
        Console.WriteLine($"seen alone: {string.Join(", ", alone.Where(a => a.Seen).Select(a => a.Noun))}");
        Console.WriteLine($"not seen: {string.Join(", ", alone.Where(a => !a.Seen).Select(a => a.Noun))}");
    }

    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
