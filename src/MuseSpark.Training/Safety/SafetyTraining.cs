using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Safety.Encoder;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

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
        var parts = SafetyParts.Read(options);
        var folder = options.Text("out");
        var cache = options.Text("cache", Path.Combine(Path.GetTempPath(), "musespark-minilm"));
        var seed = (ulong)options.Long("seed", 1);
        var ngrams = new NgramSettings(options.Number("rows", 1 << 18), options.Number("ngram-epochs", 6), (float)options.Real("ngram-rate", 0.3), 1e-5f, 0.2, seed);
        var encoder = new EncoderSettings(
            options.Number("layers", 3), options.Number("pieces", 6144), options.Number("epochs", 4), options.Real("rate", 2e-4), options.Number("batch", 32), options.Real("decay", 0.05), seed,
            options.Real("frames", 0.25), options.Real("public", 0.12), Keep: options.Real("keep", 0.5));
        var (threshold, missed) = (options.Real("threshold", 0.55), options.Real("missed", 0.05));
        var (weights, from) = (options.Text("weights", ""), options.Text("from", ""));
        options.RejectUnknown();
        TorchLibrary.Load();
        set_num_threads(1);

        foreach (var group in parts.All.GroupBy(e => e.Source)) Console.WriteLine($"{group.Key}: {group.Count()} texts, {group.Count(e => e.IsViolation)} of them violations");
        var source = MiniLm.Open(cache, cancellationToken);
        // Who goes on from weights keeps the pieces that they were trained with.
        var kept = from.Length > 0 ? PieceChoice.Named(source, File.ReadLines(Path.Combine(folder, WordPieces.FileName))) : PieceChoice.Of(source, parts.All.Select(e => e.Text), encoder.Pieces);
        string[] pieces = [.. kept.Select(piece => source.Pieces[piece])];
        var vocabulary = new WordPieces(pieces);
        var (training, calibrating) = (parts.Training, parts.Calibrating);

        var first = NgramRun.Train(training, ngrams, cancellationToken);
        var variety = new Variety(calibrating, Windows.Size, new SeededRandom(seed));
        string[] violations = [.. calibrating.Where(e => e.IsViolation && e.IsOwn).SelectMany(variety.Of).Select(shown => shown.Text)];
        var doubtful = Doubtful(first, violations, missed);
        // What the first stage clears of stories, the second will never be asked.
        training = [.. training.Where(e => !e.IsTale || Worst(first, e.Text) >= doubtful)];
        var second = new SafetyEncoder(pieces.Length, encoder.Layers);
        if (File.Exists(weights)) second.load(weights);
        else
        {
            second = EncoderRun.Train(training, encoder, source, kept, vocabulary, from, cancellationToken);
            if (weights.Length > 0) second.save(weights);
        }
        second.eval();
        // Reading what it would not find all the same only takes time.
        var model = SafetyModel.Calibrate(first, double.NegativeInfinity, second, vocabulary, calibrating, threshold);
        var found = model.Score(violations).Index().Where(v => v.Item.Any(chance => chance >= threshold)).Select(v => violations[v.Index]);
        model = model.With(Doubtful(first, [.. found], missed));
        Save(model, pieces, folder);
        SafetyBlend.Fit(folder, parts, threshold, cancellationToken);
    }

    /// <summary>The log-odds that all but few of these violations reach.</summary>
    private static double Doubtful(NgramNet first, string[] violations, double missed) =>
        Math.Round(violations.Select(text => Worst(first, text)).Order().ElementAt((int)(violations.Length * missed)), 2);

    private static double Worst(NgramNet first, string text) => Bag.Of(text, first.Table.Length).Select(bag => (double)first.LogOdds(bag)).DefaultIfEmpty(double.NegativeInfinity).Max();

    /// <summary>The project's own stories for children: whatever else they are, they are harmless.</summary>
    internal static IEnumerable<SafetyExample> Stories()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Lexicon.DataFolder, "muse-original"), "*.jsonl").Order(StringComparer.Ordinal))
            foreach (var line in File.ReadLines(file))
            {
                using var row = JsonDocument.Parse(line);
                foreach (var name in new[] { "prompt", "text" })
                    yield return new SafetyExample("muse-original", row.RootElement.GetProperty(name).GetString()!, SafetyFiles.Labels([], []), 0.5f);
            }
    }

    private static void Save(SafetyModel model, string[] pieces, string folder)
    {
        model.Ngrams.Write(folder);
        EncoderGraph.Write(model.Encoder, model.Calibration, Path.Combine(folder, "onnx", "encoder.onnx"));
        File.WriteAllText(Path.Combine(folder, WordPieces.FileName), string.Join('\n', pieces) + "\n");
        WriteLabels(folder, new ClassifierLabels(TextFeatures.Version, model.Doubtful, new StageBlend(1, 0, 0), [.. Categories.Judged], Thresholds(model.Threshold)));
    }

    public static Dictionary<string, double> Thresholds(double threshold)
    {
        var thresholds = Categories.Judged.ToDictionary(category => category, _ => threshold);
        thresholds[Categories.SexualMinors] = thresholds[Categories.PersonalData] = RulesThreshold;
        return thresholds;
    }

    public static ClassifierLabels ReadLabels(string folder) => JsonSerializer.Deserialize<ClassifierLabels>(File.ReadAllBytes(Path.Combine(folder, ClassifierLabels.FileName)), JsonSerializerOptions.Web)!;

    /// <summary>Writes labels.json, and the hashes of all files into model.json.</summary>
    public static void WriteLabels(string folder, ClassifierLabels labels)
    {
        File.WriteAllText(Path.Combine(folder, ClassifierLabels.FileName), JsonSerializer.Serialize(labels, Snake) + "\n");

        // All else in model.json is written by hand; the hashes follow the files.
        var path = Path.Combine(folder, "model.json");
        var manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(path), Indented)!;
        manifest = manifest with { Files = new[] { ClassifierLabels.FileName, NgramTable.FileName, WordPieces.FileName, "onnx/encoder.onnx" }.ToDictionary(file => file, file => Hash(Path.Combine(folder, file))) };
        File.WriteAllText(path, JsonSerializer.Serialize(manifest, Indented) + "\n");
        Console.WriteLine($"Wrote {folder}.");
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
