using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Fits how much the n-grams count beside the encoder, in a folder that is there already: the part of them with which chances come true best on
/// the texts that calibrate. Then measures the folder as the app opens it.
/// </summary>
internal static class SafetyBlend
{
    private const double MostNgrams = 2, NgramStep = 0.05;

    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Text("model", Path.Combine("models", "spark-safety"));
        var parts = SafetyParts.Read(options);
        var threshold = options.Real("threshold", 0.54);
        // From which log-odds on the encoder reads: what that is worth is known once both are blended.
        var doubtful = options.Real("doubtful", SafetyTraining.ReadLabels(folder).Doubtful);
        options.RejectUnknown();
        SafetyTraining.WriteLabels(folder, SafetyTraining.ReadLabels(folder) with { Doubtful = doubtful });
        Fit(folder, parts, threshold, cancellationToken);
    }

    public static void Fit(string folder, SafetyParts parts, double threshold, CancellationToken cancellationToken)
    {
        var labels = SafetyTraining.ReadLabels(folder) with { Blend = new StageBlend(1, 0, 0), Thresholds = SafetyTraining.Thresholds(threshold) };
        SafetyTraining.WriteLabels(folder, labels);
        // What the first stage clears stays cleared, and of some texts it isn't known whether they hold anything.
        var table = NgramTable.Read(folder);
        var read = new List<(double Encoder, double Ngrams, bool Holds)>();
        using (var bare = Open(folder))
            foreach (var example in parts.Calibrating.Where(e => e.Any >= 0))
                if (Worst(bare.Classify(example.Text, cancellationToken)) is > 0 and var chance) read.Add((StageBlend.LogOdds(chance), Ngrams(table, example.Text), example.IsViolation));

        var best = Enumerable.Range(0, (int)(MostNgrams / NgramStep) + 1).Select(step => step * NgramStep).Select(part =>
        {
            (double Logit, bool Holds)[] both = [.. read.Select(r => (r.Encoder + part * r.Ngrams, r.Holds))];
            var platt = Platt.Fit(both);
            return (Part: part, Platt: platt, Loss: both.Average(b => -Math.Log(Math.Max(1e-9, b.Holds ? platt.Chance(b.Logit) : 1 - platt.Chance(b.Logit)))));
        }).MinBy(fit => fit.Loss);
        labels = labels with { Blend = new StageBlend(Math.Round(best.Platt.Slope, 3), Math.Round(best.Platt.Slope * best.Part, 3), Math.Round(best.Platt.Shift, 3)) };
        SafetyTraining.WriteLabels(folder, labels);
        Console.WriteLine($"Of {read.Count} texts that the encoder reads: {labels.Blend}, loss {best.Loss:f4}");

        using var blended = Open(folder);
        SafetyReport.Write(blended, labels, table, parts.Measuring, cancellationToken);
    }

    private static double Worst(ClassifierScores scores) => Categories.Judged.Max(category => scores.Of(category).Score);

    private static double Ngrams(NgramTable table, string text)
    {
        var features = TextFeatures.Of(WordReader.Read(text), table.Rows);
        return Windows.Of(features.Places).Max(window => (double)table.LogOdds(features, window));
    }

    private static TextClassifier Open(string folder) =>
        TextClassifier.Open(folder, ModelManifest.Read(folder), new OnnxOptions());
}
