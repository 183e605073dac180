using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Training.Safety;

/// <summary>Prints how a model does on texts that it has not learned from.</summary>
internal static class SafetyReport
{
    /// <summary>Average precision and F1 by category and for "anything at all", on texts whose labels are known.</summary>
    public static void Write(TextClassifier classifier, ClassifierLabels labels, NgramTable ngrams, IReadOnlyList<SafetyExample> examples, CancellationToken cancellationToken)
    {
        var threshold = labels.Thresholds[Categories.Judged[0]];
        double[][] scores = [.. examples.Select(e => classifier.Classify(e.Text, cancellationToken)).Select(s => Categories.Judged.Select(category => s.Of(category).Score).ToArray())];
        foreach (var (name, pick) in new[] { ("all sources", (Func<SafetyExample, bool>)(_ => true)), ("the project's own", e => e.IsOwn) })
        {
            Console.WriteLine($"Held-out texts, {name}:");
            for (var c = 0; c < Categories.Judged.Count; c++)
                Print(Categories.Judged[c], threshold, examples.Index().Where(e => pick(e.Item) && e.Item.Labels[c] >= 0).Select(e => (scores[e.Index][c], e.Item.Labels[c] == 1)));
            // Only texts of which everything is known can be without anything.
            Print("any of them", threshold, examples.Index().Where(e => pick(e.Item) && (e.Item.IsViolation || e.Item.IsHarmless))
                .Select(e => (scores[e.Index].Max(), e.Item.IsViolation)));
        }
        foreach (var group in examples.GroupBy(e => e.IsStory ? "stories" : e.IsEveryday ? "everyday lines" : e.Source))
            Console.WriteLine($"Doubtful from {labels.Doubtful:f2} on: {100 * Read(ngrams, labels.Doubtful, group.Select(e => e.Text)):f0} % of the windows of {group.Key}");
        foreach (var group in examples.Index().Where(e => e.Item.IsOwn).GroupBy(e => e.Item.Source))
        {
            var flagged = group.Count(e => scores[e.Index].Max() >= threshold);
            Console.WriteLine($"Flagged of {group.Key} (held out): {flagged} of {group.Count()}, {100.0 * flagged / group.Count():f1} %");
        }
    }

    /// <summary>Part of the windows of these texts that the second stage reads.</summary>
    private static double Read(NgramTable ngrams, double doubtful, IEnumerable<string> texts)
    {
        var windows = texts.SelectMany(text =>
        {
            var features = TextFeatures.Of(WordReader.Read(text), ngrams.Rows);
            return Windows.Of(features.Places).Select(window => ngrams.LogOdds(features, window));
        }).ToArray();
        return windows.Count(logOdds => logOdds >= doubtful) / (double)windows.Length;
    }

    private static void Print(string name, double threshold, IEnumerable<(double Score, bool Holds)> examples)
    {
        var score = DetectionScore.Of(examples, threshold);
        Console.WriteLine($"  {name,-12} {score.Positives,5} with, {score.Negatives,6} without: AUPRC {score.Precision:f3}, best F1 {score.BestF1:f3}, F1 {score.F1:f3} at {threshold:f2}");
    }
}
