using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;
using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

/// <summary>Writes a checkpoint as a model folder that the app opens: graph, tokenizer, configuration and model.json.</summary>
public static class TextExport
{
    public const string Float32Graph = "onnx/model.onnx", Int8Graph = "onnx/model_int8.onnx";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The model card is written by hand; everything else comes from the checkpoint. The app runs the first graph, which computes in float32.</summary>
    private static readonly string[] Files = [Float32Graph, Int8Graph, "tokenizer.json", "tokenizer_config.json", "config.json", "generation_config.json"];

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var checkpoint = options.Text("checkpoint");
        var tokenizerPath = options.Text("tokenizer");
        var folder = options.Text("out");
        var version = options.Text("version", "1");
        var average = options.Flag("average");
        var titles = options.Flag("titles");
        options.RejectUnknown();
        TorchLibrary.Load();

        var (parameters, state) = TextEvaluation.LoadParameters(checkpoint, average);
        // As the file keeps them, so that torch is compared, and greedy ids are told, with the same weights.
        using (no_grad())
            foreach (var matrix in parameters.Parameters.Where(p => p.Shape.Length > 1).Select(p => ParameterSet.View(parameters.Master, p))) matrix.copy_(matrix.to(ScalarType.Float16));
        var tokenizer = BytePairTokenizer.Read(tokenizerPath);
        Directory.CreateDirectory(folder);
        new TextGraph(state.Shape, parameters).Save(Path.Combine(folder, Float32Graph));
        new TextGraph(state.Shape, parameters, int8: true).Save(Path.Combine(folder, Int8Graph));
        tokenizer.Save(Path.Combine(folder, "tokenizer.json"));
        WriteConfiguration(folder, state.Shape);
        cancel.ThrowIfCancellationRequested();
        WriteManifest(folder, version, titles);
        Console.WriteLine($"{folder}: {parameters.Count / 1e6:F2}M parameters after {state.Tokens / 1e6:F2}M tokens ({state.Progress:P0} of the run)");
        TextExportCheck.Compare(Path.Combine(folder, Float32Graph), state.Shape, parameters, tolerance: 1e-3);
        // No bound for int8: random tokens bring out its worst. Its loss (`text compare`) and its greedy tokens (a test) judge it.
        TextExportCheck.Compare(Path.Combine(folder, Int8Graph), state.Shape, parameters, tolerance: double.PositiveInfinity);
        TextParity.Write(folder, state.Shape, parameters, cancel);
    }

    private static void WriteConfiguration(string folder, TextModelShape shape)
    {
        void Write(string file, object content) => File.WriteAllText(Path.Combine(folder, file), JsonSerializer.Serialize(content, Json) + "\n");

        Write("config.json", new
        {
            architectures = new[] { "LlamaForCausalLM" },
            model_type = "llama",
            vocab_size = shape.Vocabulary,
            hidden_size = shape.Width,
            num_hidden_layers = shape.Layers,
            num_attention_heads = shape.Heads,
            num_key_value_heads = shape.Heads,
            head_dim = TextModelShape.HeadSize,
            intermediate_size = shape.Inner,
            hidden_act = "silu",
            max_position_embeddings = shape.Context,
            rope_theta = TextModelShape.RopeTheta,
            rms_norm_eps = 1e-5,
            tie_word_embeddings = true,
            attention_bias = false,
            mlp_bias = false,
            bos_token_id = SpecialTokens.Bos,
            eos_token_id = SpecialTokens.Eos,
            pad_token_id = SpecialTokens.Pad,
        });
        Write("generation_config.json", new
        {
            bos_token_id = SpecialTokens.Bos,
            eos_token_id = SpecialTokens.Eos,
            pad_token_id = SpecialTokens.Pad,
            do_sample = true,
            temperature = 0.5,
            top_k = 40,
            top_p = 0.95,
            max_length = shape.Context,
        });
        Write("tokenizer_config.json", new
        {
            tokenizer_class = "PreTrainedTokenizerFast",
            model_max_length = shape.Context,
            add_prefix_space = false,
            clean_up_tokenization_spaces = false,
            bos_token = "<|bos|>",
            eos_token = "<|eos|>",
            pad_token = "<|pad|>",
        });
    }

    /// <param name="titles">The weights have learned to name a plot before they tell it; others must not be asked for it.</param>
    private static void WriteManifest(string folder, string version, bool titles)
    {
        string[] kinds = ["story", "poem", "ideas", "chat", "continue", "rewrite", "describe", "character"];
        var manifest = new ModelManifest
        {
            Id = "spark-text-1",
            Name = "Spark Text",
            Kind = "text",
            Architecture = "spark",
            Version = version,
            Licence = "Apache-2.0",
            Description = "A small model, trained by this project, that writes short stories for children, of one page or of two, and a scene for their picture.",
            Languages = ["en"],
            CanDo = ["stories for children, of a page or of two adventures", "a scene line that a picture can be made from", "small poems", "lists of story ideas"],
            Limits = ["loses the thread in long texts", "knows only simple, everyday English", "knows no facts: it makes everything up", "chat, rewriting and poems are weak"],
            Card = "MODEL_CARD.md",
            Files = Files.ToDictionary(f => f, f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, f))))),
            Kinds = kinds,
            Defaults = new() { MaxTokens = 512, Temperature = 0.5f, TopK = 40, TopP = 0.95f, MinP = 0.05f, RepetitionPenalty = 1.0f, Dry = 0.8f, Hold = 1, Openings = 8 },
            Prompts = kinds.ToDictionary(k => k, k => $"<|bos|><|{k}|>{(k == "story" ? "{controls}" : "")}{{prompt}}{(k == "continue" ? "{wish}" : "")}{(titles && (k is "story" or "continue") ? "<|title|>" : "<|text|>")}"),
            // Those that do what they say: the Text README has what was measured of the others.
            Controls = new Dictionary<string, string> { ["long"] = "<|long|>", ["short"] = "<|short|>" },
            SceneToken = "<|scene|>",
            TextToken = titles ? "<|text|>" : null,
        };
        File.WriteAllText(Path.Combine(folder, "model.json"), JsonSerializer.Serialize(manifest, Json) + "\n");
    }
}
