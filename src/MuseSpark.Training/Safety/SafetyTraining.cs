using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Safety;

/// <summary>The command that makes models/spark-safety.</summary>
internal static class SafetyTraining
{
    // What the two sets of rules say is no chance that was learned, so their thresholds are set by hand.
    private const double RulesThreshold = 0.5;

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var data = options.Text("data", "");
        var folder = options.Text("out", "");
        var settings = new SafetySettings(
            options.Number("rows", 1 << 17), options.Number("filters", 64), options.Number("epochs", 8), (float)options.Real("rate", 0.3), (float)options.Real("decay", 1e-5),
            (ulong)options.Long("seed", 1), options.Real("blind", 0.3), options.Real("dropped", 0.2), options.Real("silent", 0.3),
            (float)options.Real("filter-rate", 0.3));
        var (stories, everyday) = (options.Real("stories", 0.004), options.Real("everyday", 0.04));
        var kept = options.Number("words", 80_000);
        var cache = options.Text("cache", Path.Combine(Path.GetTempPath(), "musespark-words"));
        options.RejectUnknown();

        SafetyExample[] examples = [.. SafetyFiles.ForTraining(), .. Stories(), .. data.Length > 0 ? PublicSafetySets.Read(data) : []];
        var vectors = WordVectors.Open(cache);
        // A line of signs alone has no words to learn from.
        examples = [.. examples.Where(example => Bag.Of(example.Text, settings.Rows, vectors).Count > 0)];
        foreach (var group in examples.GroupBy(e => e.Source)) Console.WriteLine($"{group.Key}: {group.Count()} texts, {group.Count(e => e.IsViolation)} of them violations");
        var byPart = examples.ToLookup(example => (example.Group % 8) switch { < 2 => "test", 2 => "calibration", _ => "training" });
        var measured = SafetyModel.Calibrate(SafetyRun.Train([.. byPart["training"]], settings, vectors, cancellationToken), vectors, [.. byPart["calibration"]])
            .WithThresholds([.. byPart["calibration"], .. byPart["test"]], stories, everyday);
        SafetyReport.Write(measured, [.. byPart["test"]]);
        SafetyReport.WriteHeldOutFiles(measured);
        if (folder.Length == 0) return;
        // What is shipped learns from the quarter too. Its chances mean the same, so the thresholds hold.
        var model = SafetyModel.Calibrate(SafetyRun.Train([.. byPart["training"], .. byPart["test"]], settings, vectors, cancellationToken), vectors, [.. byPart["calibration"]])
            .With(measured.Thresholds);
        SafetyReport.WriteHeldOutFiles(model);
        Save(model, kept, folder);
    }

    /// <summary>The project's own stories for children: whatever else they are, they are harmless.</summary>
    private static IEnumerable<SafetyExample> Stories()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Lexicon.DataFolder, "muse-original"), "*.jsonl").Order(StringComparer.Ordinal))
            foreach (var line in File.ReadLines(file))
            {
                using var row = JsonDocument.Parse(line);
                foreach (var name in new[] { "prompt", "text" })
                    yield return new SafetyExample("muse-original", row.RootElement.GetProperty(name).GetString()!, SafetyFiles.Labels([], []), 0.5f);
            }
    }

    /// <param name="kept">Number of words whose meaning is kept: half of them the most common, half those that say most of all others.</param>
    private static void Save(SafetyModel model, int kept, string folder)
    {
        var byUse = model.Vectors.Numbers.OrderBy(word => word.Value).ToArray();
        var telling = byUse[(kept / 2)..].OrderByDescending(word => model.Telling(word.Value)).Take(kept - kept / 2);
        var words = byUse[..(kept / 2)].Concat(telling).OrderBy(word => word.Key).ToArray();
        SafetyGraph.Write(model, [.. words.Select(word => word.Value)], Path.Combine(folder, "onnx", "model.onnx"));
        MeaningsFile.Write(folder, words.Select(word => word.Key));
        var thresholds = Categories.Judged.Zip(model.Thresholds).ToDictionary(pair => pair.First, pair => pair.Second);
        thresholds[Categories.SexualMinors] = thresholds[Categories.PersonalData] = RulesThreshold;
        var labels = new NgramLabels(TextFeatures.Version, model.Net.Rows, [.. Categories.Judged], thresholds);
        File.WriteAllText(Path.Combine(folder, NgramLabels.FileName), JsonSerializer.Serialize(labels, Snake) + "\n");

        // All else in model.json is written by hand; the hashes follow the files.
        var path = Path.Combine(folder, "model.json");
        var manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(path), Indented)!;
        manifest = manifest with { Files = new[] { NgramLabels.FileName, MeaningsFile.FileName, "onnx/model.onnx" }.ToDictionary(file => file, file => Hash(Path.Combine(folder, file))) };
        File.WriteAllText(path, JsonSerializer.Serialize(manifest, Indented) + "\n");
        Console.WriteLine($"Wrote {folder}.");
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
