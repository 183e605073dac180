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

    // Stories that the story model learned from: more of them bring nothing new.
    private const int MostDocuments = 16_000;

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var (data, tales, told, documents) = (options.Text("data", ""), options.Text("tales", ""), options.Text("told", ""), options.Text("documents", ""));
        var folder = options.Text("out", "");
        var cache = options.Text("cache", Path.Combine(Path.GetTempPath(), "musespark-minilm"));
        var seed = (ulong)options.Long("seed", 1);
        var ngrams = new NgramSettings(options.Number("rows", 1 << 18), options.Number("ngram-epochs", 6), (float)options.Real("ngram-rate", 0.3), 1e-5f, 0.2, seed);
        var encoder = new EncoderSettings(
            options.Number("layers", 3), options.Number("pieces", 6144), options.Number("epochs", 4), options.Real("rate", 2e-4), options.Number("batch", 32), options.Real("decay", 0.05), seed,
            options.Real("frames", 0.25), options.Real("public", 0.12), Keep: options.Real("keep", 0.5));
        var (stories, everyday, missed) = (options.Real("stories", 0.03), options.Real("everyday", 0.15), options.Real("missed", 0.05));
        var (weights, from) = (options.Text("weights", ""), options.Text("from", ""));
        options.RejectUnknown();
        TorchLibrary.Load();
        set_num_threads(1);

        SafetyExample[] examples = [.. SafetyFiles.ForTraining(), .. Stories(), .. data.Length > 0 ? PublicSafetySets.Read(data) : [], .. tales.Length > 0 ? PublicSafetySets.Tales(tales) : [], .. told.Length > 0 ? SafetyTold.Read(told) : [], .. documents.Length > 0 ? SafetyTold.Read(documents, MostDocuments) : []];
        foreach (var group in examples.GroupBy(e => e.Source)) Console.WriteLine($"{group.Key}: {group.Count()} texts, {group.Count(e => e.IsViolation)} of them violations");
        var source = MiniLm.Open(cache, cancellationToken);
        // Who goes on from weights keeps the pieces that they were trained with.
        var kept = from.Length > 0 ? PieceChoice.Named(source, File.ReadLines(Path.Combine(folder, WordPieces.FileName))) : PieceChoice.Of(source, examples.Select(e => e.Text), encoder.Pieces);
        string[] pieces = [.. kept.Select(piece => source.Pieces[piece])];
        var vocabulary = new WordPieces(pieces);
        // Each part for one thing, so that no number is flattered by what it was chosen on.
        var parts = examples.ToLookup(PartOf);
        SafetyExample[] training = [.. parts[Part.Training]], calibrating = [.. parts[Part.Calibration]], choosing = [.. parts[Part.Thresholds]], measuring = [.. parts[Part.Measures]];

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
        var model = SafetyModel.Calibrate(first, double.NegativeInfinity, second, vocabulary, calibrating).WithThresholds(choosing, stories, everyday);
        var found = model.Score(violations).Index().Where(v => v.Item.Zip(model.Thresholds).Any(pair => pair.First >= pair.Second)).Select(v => violations[v.Index]);
        model = model.With(Doubtful(first, [.. found], missed)).WithThresholds(choosing, stories, everyday);
        SafetyReport.Write(model, measuring);
        if (folder.Length > 0) Save(model, pieces, folder);
    }

    private enum Part { Training, Calibration, Thresholds, Measures, Unused }

    /// <summary>Of twenty groups of relatives fifteen teach, one calibrates, two set the thresholds and two measure. Of what is not our own there is so much that a quarter of that tells enough.</summary>
    private static Part PartOf(SafetyExample example) => (example.Group % 4, example.Group / 4 % 5) switch
    {
        (not 0, _) => Part.Training,
        _ when !example.IsOwn && example.Group / 20 % 4 != 0 => Part.Unused,
        (_, 0) => Part.Calibration,
        (_, 1 or 2) => Part.Thresholds,
        _ => Part.Measures,
    };

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
        var thresholds = Categories.Judged.Zip(model.Thresholds).ToDictionary(pair => pair.First, pair => pair.Second);
        thresholds[Categories.SexualMinors] = thresholds[Categories.PersonalData] = RulesThreshold;
        var labels = new ClassifierLabels(TextFeatures.Version, model.Doubtful, [.. Categories.Judged], thresholds);
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
