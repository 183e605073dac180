using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>Prints how a model does on texts that it has not learned from.</summary>
internal static class SafetyReport
{
    /// <summary>Average precision and F1 by category and for "anything at all", on texts whose labels are known.</summary>
    public static void Write(SafetyModel model, IReadOnlyList<SafetyExample> examples)
    {
        var scores = model.Score([.. examples.Select(e => e.Text)]);
        foreach (var (name, pick) in new[] { ("all sources", (Func<SafetyExample, bool>)(_ => true)), ("the project's own", e => e.IsOwn) })
        {
            Console.WriteLine($"Held-out texts, {name}:");
            for (var c = 0; c < Categories.Judged.Count; c++)
                Print(Categories.Judged[c], model.Thresholds[c], examples.Index().Where(e => pick(e.Item) && e.Item.Labels[c] >= 0).Select(e => (scores[e.Index][c], e.Item.Labels[c] == 1)));
            // Only texts of which everything is known can be without anything.
            Print("any of them", 1, examples.Index().Where(e => pick(e.Item) && (e.Item.IsViolation || e.Item.IsHarmless))
                .Select(e => (scores[e.Index].Select((s, c) => s / model.Thresholds[c]).Max(), e.Item.IsViolation)));
        }
        foreach (var group in examples.GroupBy(e => e.IsStory ? "stories" : e.IsEveryday ? "everyday lines" : e.Source))
            Console.WriteLine($"Doubtful from {model.Doubtful:f2} on: {100 * model.Read(group.Select(e => e.Text)):f0} % of the windows of {group.Key}");
        WriteFlags("held out", model, examples.Where(e => e.IsOwn));
    }

    private static void WriteFlags(string name, SafetyModel model, IEnumerable<SafetyExample> examples)
    {
        foreach (var group in examples.GroupBy(e => e.Source))
        {
            var flagged = model.Score([.. group.Select(e => e.Text)]).Count(scores => scores.Where((score, c) => score >= model.Thresholds[c]).Any());
            Console.WriteLine($"Flagged of {group.Key} ({name}): {flagged} of {group.Count()}, {100.0 * flagged / group.Count():f1} %");
        }
    }

    private static void Print(string name, double threshold, IEnumerable<(double Score, bool Holds)> examples)
    {
        var score = DetectionScore.Of(examples, threshold);
        Console.WriteLine($"  {name,-12} {score.Positives,5} with, {score.Negatives,6} without: AUPRC {score.Precision:f3}, best F1 {score.BestF1:f3}, F1 {score.F1:f3} at {threshold:f2}");
    }
}
