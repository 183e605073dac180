using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Finds what a test tells it to, always in the lower right quarter.</summary>
public sealed class ScriptedPictureClassifier : IPictureClassifier
{
    public ModelManifest Manifest { get; } = new()
    {
        Id = "scripted-picture-classifier",
        Name = "Scripted picture classifier",
        Kind = "picture-classifier",
        Architecture = "scripted",
        Version = "1",
        Licence = "Apache-2.0",
        Files = new Dictionary<string, string> { ["model.onnx"] = new('a', 64) },
        Kinds = [],
    };

    public bool IsBroken { get; set; }

    public Func<RgbImage, double> Script { get; set; } = _ => 0;

    /// <summary>The sizes of what it was shown.</summary>
    public List<(int Width, int Height)> Seen { get; } = [];

    public PictureScores Classify(RgbImage picture, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsBroken) throw new ModelException("The picture classifier is broken.");
        lock (Seen) Seen.Add((picture.Width, picture.Height));
        var score = Script(picture);
        return new PictureScores(Manifest.Id, Manifest.Version, [], score, score >= PictureScores.WorthExplaining ? new PictureArea(0.5, 0.5, 0.5, 0.5) : null);
    }
}
