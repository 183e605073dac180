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
        var data = options.Text("data", "");
        var folder = options.Text("out", "");
        var cache = options.Text("cache", Path.Combine(Path.GetTempPath(), "musespark-minilm"));
        var seed = (ulong)options.Long("seed", 1);
        var ngrams = new NgramSettings(options.Number("rows", 1 << 18), options.Number("ngram-epochs", 6), (float)options.Real("ngram-rate", 0.3), 1e-5f, 0.2, seed);
        var encoder = new EncoderSettings(
            options.Number("layers", 3), options.Number("pieces", 6144), options.Number("epochs", 4), options.Real("rate", 2e-4), options.Number("batch", 32), options.Real("decay", 0.05), seed);
        var (stories, everyday, missed) = (options.Real("stories", 0.03), options.Real("everyday", 0.15), options.Real("missed", 0.05));
        var weights = options.Text("weights", "");
        options.RejectUnknown();
        TorchLibrary.Load();
        set_num_threads(1);

        SafetyExample[] examples = [.. SafetyFiles.ForTraining(), .. Stories(), .. data.Length > 0 ? PublicSafetySets.Read(data) : []];
        foreach (var group in examples.GroupBy(e => e.Source)) Console.WriteLine($"{group.Key}: {group.Count()} texts, {group.Count(e => e.IsViolation)} of them violations");
        var source = MiniLm.Open(cache, cancellationToken);
        var kept = PieceChoice.Of(source, examples.Select(e => e.Text), encoder.Pieces);
        string[] pieces = [.. kept.Select(piece => source.Pieces[piece])];
        var vocabulary = new WordPieces(pieces);
        var held = examples.ToLookup(example => example.Group % 4 == 0);
        // Of what is not our own there is so much that a quarter of the quarter tells enough.
        SafetyExample[] training = [.. held[false]], unseen = [.. held[true].Where(e => e.IsOwn || e.Group % 16 == 0)];

        var first = NgramRun.Train(training, ngrams, cancellationToken);
        var doubtful = Doubtful(first, unseen, missed, seed);
        var second = new SafetyEncoder(pieces.Length, encoder.Layers);
        if (File.Exists(weights)) second.load(weights);
        else
        {
            second = EncoderRun.Train(training, encoder, source, kept, vocabulary, cancellationToken);
            if (weights.Length > 0) second.save(weights);
        }
        second.eval();
        var model = SafetyModel.Calibrate(first, doubtful, second, vocabulary, unseen).WithThresholds(unseen, stories, everyday);
        SafetyReport.Write(model, unseen);
        if (folder.Length > 0) Save(model, pieces, folder);
    }

    /// <summary>The log-odds that all but few of the violations reach, disguised or inside a harmless text as they may be.</summary>
    private static double Doubtful(NgramNet first, SafetyExample[] unseen, double missed, ulong seed)
    {
        var variety = new Variety(unseen, Windows.Size, new SeededRandom(seed));
        var violations = unseen.Where(e => e.IsViolation && e.IsOwn).SelectMany(variety.Of).Select(shown => Worst(shown.Text)).Order().ToArray();
        var doubtful = Math.Round(violations[(int)(violations.Length * missed)], 2);
        foreach (var group in unseen.Where(e => e.IsHarmless).GroupBy(e => e.IsStory ? "stories" : e.IsEveryday ? "everyday lines" : e.Source))
        {
            var windows = group.SelectMany(e => Bag.Of(e.Text, first.Table.Length)).ToArray();
            Console.WriteLine($"doubtful from {doubtful:f2} on: {100.0 * windows.Count(window => first.LogOdds(window) >= doubtful) / windows.Length:f0} % of the windows of {group.Key}");
        }
        return doubtful;

        double Worst(string text) => Bag.Of(text, first.Table.Length).Select(bag => (double)first.LogOdds(bag)).DefaultIfEmpty(double.NegativeInfinity).Max();
    }

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
