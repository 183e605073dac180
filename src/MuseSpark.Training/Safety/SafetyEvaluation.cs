using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Models;

namespace MuseSpark.Training.Safety;

/// <summary>Measures a model folder as the app opens it, rules included: flags on the held-out files, and what a thousand characters cost.</summary>
internal static class SafetyEvaluation
{
    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Text("model", Path.Combine("models", "spark-safety"));
        var shown = options.Number("show", 0);
        var rounds = options.Number("rounds", 20);
        var start = options.Text("files", "test-");
        options.RejectUnknown();
        using var catalog = ModelCatalog.Open([folder], new ModelCatalogOptions(), NullLogger.Instance);
        using var lease = catalog.UseClassifierAsync(catalog.Models.Single().Manifest.Id, cancellationToken).GetAwaiter().GetResult();
        var classifier = lease.Model;
        foreach (var group in SafetyFiles.Read(start).GroupBy(e => e.Source)) Flags(classifier, group.Key, [.. group], shown, cancellationToken);
        Time(classifier, rounds, cancellationToken);
    }

    private static void Flags(IClassifier classifier, string source, SafetyExample[] examples, int shown, CancellationToken cancellationToken)
    {
        var results = examples.Select(e => (Example: e, Scores: classifier.Classify(e.Text, cancellationToken))).ToArray();
        var flagged = results.Count(r => r.Scores.Flagged.Any());
        Console.WriteLine($"{source}: {flagged} of {examples.Length} flagged, {100.0 * flagged / examples.Length:f1} %");
        foreach (var category in Categories.All)
            if (results.Count(r => r.Scores.Of(category).IsFlagged) is > 0 and var count) Console.WriteLine($"  {category}: {count}");
        // Of violations those that were missed are of interest, of all others those that were flagged.
        foreach (var (example, scores) in results.Where(r => r.Scores.Flagged.Any() != r.Example.IsViolation).Take(shown))
        {
            var worst = scores.Scores.MaxBy(s => s.Score / s.Threshold)!;
            Console.WriteLine($"  {worst.Category} {worst.Score:f2} of {worst.Threshold:f2}: {example.Text} [{string.Join(", ", worst.Spans.Select(s => example.Text.Substring(s.Start, s.Length)))}]");
        }
    }

    private static void Time(IClassifier classifier, int rounds, CancellationToken cancellationToken)
    {
        (string Name, IEnumerable<SafetyExample> Examples)[] kinds =
        [
            ("stories for children", SafetyTraining.Stories().Where(e => e.Text.Length > 300)),
            ("fiction", SafetyFiles.Read("test-fiction")),
            ("violations, with reasons", SafetyFiles.Read("test-violations")),
        ];
        foreach (var (name, examples) in kinds)
        {
            var text = new StringBuilder();
            foreach (var example in examples.TakeWhile(_ => text.Length < 50_000)) text.Append(example.Text).Append('\n');
            if (text.Length == 0) continue;
            var parts = text.ToString().Chunk(1000).Select(part => new string(part)).ToArray();
            foreach (var part in parts) classifier.Classify(part, cancellationToken);
            var (clock, busy) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            for (var i = 0; i < rounds; i++)
                foreach (var part in parts) classifier.Classify(part, cancellationToken);
            // On a machine that is busy otherwise the processor's time says more than the clock.
            var (passed, used) = (clock.Elapsed, Environment.CpuUsage.TotalTime - busy);
            Console.WriteLine($"A thousand characters of {name}: {passed.TotalMilliseconds / rounds / parts.Length:f3} ms, {used.TotalMilliseconds / rounds / parts.Length:f3} ms of the processor");
            var whole = Enumerable.Repeat(text.ToString(), 100_000 / text.Length + 1).Aggregate(string.Concat)[..TextLimits.MaxCharacters];
            clock.Restart();
            classifier.Classify(whole, cancellationToken);
            Console.WriteLine($"A hundred thousand characters at once: {clock.Elapsed.TotalMilliseconds:f1} ms");
        }
    }
}
