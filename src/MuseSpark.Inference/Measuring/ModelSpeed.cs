using System.Diagnostics;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Measuring;

/// <summary>How fast a model works on this machine.</summary>
/// <param name="PerSecond">Tokens of one text, or steps of a picture of the usual size.</param>
/// <param name="First">Time to a short text's first token, or to a whole picture of the usual steps.</param>
public sealed record ModelSpeed(double PerSecond, TimeSpan First)
{
    private const string Prompt = "a brave fox finds a lantern in the snow";

    /// <summary>Opens a model and lets it work, once to get warm and then <paramref name="rounds"/> times; medians.</summary>
    /// <param name="work">Tokens of a text, or steps of a picture; null for a whole picture.</param>
    /// <exception cref="ModelException">It can't be opened, or makes neither texts nor pictures.</exception>
    public static async Task<ModelSpeed> MeasureAsync(string folder, ModelManifest manifest, OnnxOptions options, int rounds, int? work, CancellationToken cancellationToken)
    {
        using var model = ModelCatalog.Open(folder, manifest, options);
        var measured = new List<ModelSpeed>();
        for (var round = 0; round <= rounds; round++)
        {
            var speed = model switch
            {
                ITextModel text => await OfAsync(text, round, work ?? 64, cancellationToken),
                IImageModel image => await OfAsync(image, round, work, cancellationToken),
                _ => throw new ModelException($"{manifest.Name} makes neither texts nor pictures, so there is nothing to measure."),
            };
            if (round > 0) measured.Add(speed);
        }
        return new ModelSpeed(
            measured.Select(m => m.PerSecond).Order().ElementAt(rounds / 2), measured.Select(m => m.First).Order().ElementAt(rounds / 2));
    }

    private static async Task<ModelSpeed> OfAsync(ITextModel model, int seed, int tokens, CancellationToken cancellationToken)
    {
        var request = new TextRequest { Kind = model.Manifest.Kinds[0], Prompt = Prompt, Seed = (ulong)seed, Options = new TextOptions { MaxTokens = tokens, Openings = 1 } };
        var start = Stopwatch.GetTimestamp();
        var (first, last) = ((Time: 0L, Count: 0), (Time: 0L, Count: 0));
        await foreach (var piece in model.GenerateAsync(request, cancellationToken).ConfigureAwait(false))
        {
            last = (Stopwatch.GetTimestamp(), piece.TokenCount);
            if (first.Count == 0) first = last;
        }
        return new ModelSpeed((last.Count - first.Count) / Math.Max(Stopwatch.GetElapsedTime(first.Time, last.Time).TotalSeconds, 1e-6), Stopwatch.GetElapsedTime(start, first.Time));
    }

    private static async Task<ModelSpeed> OfAsync(IImageModel model, int seed, int? steps, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (first, last) = ((Time: 0L, Index: 0), (Time: 0L, Index: 0));
        await foreach (var progress in model.GenerateAsync(new ImageRequest { Prompt = Prompt, Seed = (ulong)seed, Steps = steps, PreviewEvery = 0 }, cancellationToken).ConfigureAwait(false))
        {
            if (progress is not ImageStep step) continue;
            last = (Stopwatch.GetTimestamp(), step.Index);
            if (first.Index == 0) first = last;
        }
        // A single step is all there is to tell of a model of one.
        var perSecond = last.Index == first.Index ? 1 / Stopwatch.GetElapsedTime(start, last.Time).TotalSeconds
            : (last.Index - first.Index) / Stopwatch.GetElapsedTime(first.Time, last.Time).TotalSeconds;
        return new ModelSpeed(perSecond, Stopwatch.GetElapsedTime(start));
    }
}
