using System.Globalization;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Finds what a text says of itself: "[violence 0.8]" scores 0.8 for violence. Its thresholds are 0.5.</summary>
public sealed partial class ScriptedClassifier : IClassifier
{
    public ModelManifest Manifest { get; } = new()
    {
        Id = "scripted-classifier",
        Name = "Scripted classifier",
        Kind = "classifier",
        Architecture = "scripted",
        Version = "1",
        Licence = "Apache-2.0",
        Files = new Dictionary<string, string> { ["model.onnx"] = new('a', 64) },
        Kinds = [],
    };

    public bool IsBroken { get; set; }

    public ClassifierScores Classify(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsBroken) throw new ModelException("The classifier is broken.");
        var found = Mark().Matches(text);
        return new ClassifierScores(Manifest.Id, Manifest.Version, [.. Categories.All.Select(category =>
        {
            var own = found.Where(m => m.Groups[1].Value == category).ToList();
            return new CategoryScore(category, own.Select(m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(0.01).Max(), 0.5, "rule:scripted",
                [.. own.Select(m => new TextSpan(m.Index, m.Length, 1))]);
        })]);
    }

    [GeneratedRegex(@"\[([a-z/-]+) (\d\.\d+)\]")]
    private static partial Regex Mark();
}
