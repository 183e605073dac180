using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Classification.Pictures;

/// <summary><c>pixels</c> (n, edge, edge, 3), 0 to 1, to <c>scores</c> (n, classes); labels.json says what the classes are.</summary>
/// <remarks>Safe for concurrent calls. Its maker disposes it, after the last call.</remarks>
public sealed class PictureClassifier : IPictureClassifier, IDisposable
{
    /// <summary>The architecture that model.json must name.</summary>
    public const string Architecture = "picture-classes";

    private const int MaxEdge = 512, Grid = 4;

    private readonly OnnxSession _session;
    private readonly PictureLabels _labels;
    private readonly int _edge;

    private PictureClassifier(ModelManifest manifest, OnnxSession session, PictureLabels labels)
    {
        Manifest = manifest;
        _session = session;
        _labels = labels;
        var input = session.RequireInput(TfjsConverter.Input, 4, TensorElementType.Float);
        _edge = input.Shape[1];
        if (_edge is < 2 or > MaxEdge || input.Shape[2] != _edge || input.Shape[3] != 3) throw new ModelException($"The picture classifier must take squares of 2 to {MaxEdge} pixels in three colours.");
        if (session.RequireOutput(TfjsConverter.Output, 2, TensorElementType.Float).Shape[1] != labels.Classes.Length)
            throw new ModelException("The picture classifier has not as many scores as labels.json has classes.");
    }

    public ModelManifest Manifest { get; }

    /// <exception cref="ModelException">A file is missing or damaged, or the two do not fit together.</exception>
    public static PictureClassifier Open(string folder, ModelManifest manifest, OnnxOptions options)
    {
        var labels = PictureLabels.Read(folder);
        // One thread: several pictures may come at once, and what is made meanwhile needs the others.
        var session = OnnxSession.Open(Path.Combine(folder, "onnx", "model.onnx"), options with { Threads = 1 });
        try
        {
            return new PictureClassifier(manifest, session, labels);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public PictureScores Classify(RgbImage picture, CancellationToken cancellationToken)
    {
        var pixels = BilinearPixels.Of(picture, _edge);
        var chances = Run(pixels, cancellationToken);
        var sexual = Sexual(chances);
        return new PictureScores(
            Manifest.Id, Manifest.Version, [.. _labels.Classes.Zip(chances, (label, chance) => new ClassScore(label.Name, chance))], sexual,
            sexual >= PictureScores.WorthExplaining ? Drove(pixels, cancellationToken) : null);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The cell of a grid without which the score falls most: each in turn is made grey. Coarse, but it needs no gradients.</summary>
    private PictureArea Drove(float[] pixels, CancellationToken cancellationToken)
    {
        var (lowest, cell) = (double.MaxValue, 0);
        for (var i = 0; i < Grid * Grid; i++)
        {
            var score = Sexual(Run(Without(pixels, i % Grid, i / Grid), cancellationToken));
            if (score < lowest) (lowest, cell) = (score, i);
        }
        return new PictureArea((double)(cell % Grid) / Grid, (double)(cell / Grid) / Grid, 1.0 / Grid, 1.0 / Grid);
    }

    private float[] Without(float[] pixels, int column, int row)
    {
        var covered = (float[])pixels.Clone();
        var (left, right) = (column * _edge / Grid, (column + 1) * _edge / Grid);
        for (var y = row * _edge / Grid; y < (row + 1) * _edge / Grid; y++)
            covered.AsSpan((y * _edge + left) * 3, (right - left) * 3).Fill(0.5f);
        return covered;
    }

    private double Sexual(float[] chances) => Math.Clamp(_labels.Classes.Zip(chances, (label, chance) => label.Sexual * chance).Sum(), 0, 1);

    private float[] Run(float[] pixels, CancellationToken cancellationToken)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, _edge, _edge, 3]);
        using var outputs = _session.Run([TfjsConverter.Input], [input], [TfjsConverter.Output], cancellationToken);
        var chances = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        return chances.All(float.IsFinite) ? chances : throw new ModelException("The picture classifier ended in numbers that mean nothing. Install it again.");
    }
}
