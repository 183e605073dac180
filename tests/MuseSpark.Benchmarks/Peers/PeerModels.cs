using MuseSpark.Inference.Measuring;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Text.Exports;
using MuseSpark.Inference.Text;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>
/// A model with the sizes of SmolLM2-135M and random weights, in the folders that users have: as optimum exports it, as onnxruntime-genai
/// does, and as GGUF. Its last matrix is its own (162M weights in all), made so that each word is followed by a known one.
/// </summary>
internal sealed class PeerModels
{
    public const string Float32 = "onnx/model.onnx", Int8 = "onnx/model_quantized.onnx";

    public PeerModels(string root)
    {
        (Plain, Grouped, Gguf) = (Path.Combine(root, "llama-135m"), Path.Combine(root, "llama-135m-grouped"), Path.Combine(root, "llama-135m-q8_0.gguf"));
        Words = new WordVocabulary(LlamaShape.SmolLm2.Vocabulary);
        var done = Path.Combine(root, "made");
        if (File.Exists(done)) return;
        Console.WriteLine($"Making a model of random weights in {root} (2 GB)");
        var weights = new LlamaWeights(LlamaShape.SmolLm2, seed: 1, WordVocabulary.Next);
        foreach (var folder in new[] { Plain, Grouped }) LlamaFolder.WriteFiles(folder, weights.Shape, Words.ToTokenizerJson(), Words.EndId);
        foreach (var (graph, bits) in new[] { (Float32, 32), (Int8, 8) })
        {
            new LlamaGraph(weights, bits).SavePlain(Path.Combine(Plain, graph));
            new LlamaGraph(weights, bits).SaveGrouped(Path.Combine(Grouped, graph));
        }
        GgufFile.Write(Gguf, weights, Words);
        File.WriteAllText(done, "");
    }

    /// <summary>What is measured in this run.</summary>
    public static SessionChoices Choices { get; } = new(Path.Combine(Path.GetTempPath(), $"musespark-{Guid.NewGuid():N}", SessionChoices.FileName));

    public WordVocabulary Words { get; }
    public string Plain { get; }
    public string Grouped { get; }
    public string Gguf { get; }

    /// <summary>What is read for a token: the matrices, and of the cache what is there at <paramref name="context"/> tokens.</summary>
    public static double BytesPerToken(string graph, int context)
    {
        var shape = LlamaShape.SmolLm2;
        // A block of 32 whole numbers has a scale of 4 bytes.
        var weights = shape.ReadWeights * (graph == Int8 ? 1.125 : sizeof(float));
        return weights + 2.0 * shape.Layers * shape.KvHeads * shape.HeadSize * sizeof(float) * context;
    }

    /// <summary>Opens one of the folders with the session options that are the fastest here, as the app does.</summary>
    public static async Task<(OwnTexts Model, string Options)> OpenAsync(string folder, string graph)
    {
        var manifest = ManifestOf(folder, graph);
        var choice = Choices.Find(manifest, ExecutionProviders.Cpu) ?? await Choices.MeasureAsync(folder, manifest, new OnnxOptions(), CancellationToken.None);
        return (new OwnTexts(OnnxTextModel.Open(folder, manifest, choice.Apply(new OnnxOptions()))), choice.ToString());
    }

    private static ModelManifest ManifestOf(string folder, string graph)
    {
        // In the place of a hash, since these files are made here: what was measured of one says nothing of the other.
        var files = new Dictionary<string, string> { [graph] = graph };
        if (File.Exists(Path.Combine(folder, "model.json")))
            return ModelManifest.Read(folder) with { Files = files };
        return new ModelManifest
        {
            Id = Path.GetFileName(folder),
            Name = Path.GetFileName(folder),
            Kind = "text",
            Architecture = "plain",
            Version = "1",
            Licence = "",
            Kinds = ["story", "continue", "rewrite"],
            Prompts = new[] { "story", "continue", "rewrite" }.ToDictionary(kind => kind, _ => "{prompt}"),
            Files = files,
        };
    }
}
