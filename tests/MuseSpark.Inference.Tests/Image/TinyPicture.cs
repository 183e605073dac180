using System.Text.Json;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Onnx;

namespace MuseSpark.Inference.Tests.Image;

/// <summary>
/// A picture model in the diffusers layout with a few hundred random weights, written to a temporary folder.
/// It paints noise, but by the same files and code paths as a trained model.
/// </summary>
internal sealed class TinyPicture : IDisposable
{
    public const int Channels = 4, Words = 12, Width = 6;

    private readonly SeededRandom _random = new(7);

    /// <param name="timestepType">How the denoiser takes its timestep, which differs between exporters.</param>
    /// <param name="transformer">Whether the denoiser has the place and name that transformers have, and the words come as int32.</param>
    public TinyPicture(TensorElementType timestepType = TensorElementType.Float, object[]? timestepShape = null, bool guidanceEmbedding = false,
        bool transformer = false)
    {
        WriteTextEncoder(transformer ? TensorElementType.Int32 : TensorElementType.Int64);
        WriteDenoiser(timestepType, timestepShape ?? ["batch"], guidanceEmbedding, transformer);
        WriteDecoder();
        WriteTokenizer();
        Write("model_index.json", """{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"]}""");
        Write("vae_decoder/config.json", $$"""{"scaling_factor": 0.5, "shift_factor": null, "latent_channels": {{Channels}}}""");
        Write("scheduler/scheduler_config.json", """{"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 1.0}""");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("picture").FullName;

    public static ModelManifest Manifest { get; } = new()
    {
        Id = "tiny",
        Name = "Tiny",
        Kind = "image",
        Architecture = "StableDiffusionPipeline",
        Version = "1",
        Licence = "Apache-2.0",
        Files = new Dictionary<string, string>(),
        Kinds = ["picture"],
        Defaults = new ModelDefaults { Width = 32, Height = 24, Steps = 4, Guidance = 3 },
        LatentToRgb = new LatentToRgb([[0.2f, 0, 0], [0, 0.2f, 0], [0, 0, 0.2f], [0.1f, 0.1f, 0.1f]], [0.5f, 0.5f, 0.5f]),
    };

    public static ImageRequest Request { get; } = new() { Prompt = "a red fox", Seed = 1 };

    public IImageModel Load(ModelManifest? manifest = null) =>
        PipelineList.Load(Folder, manifest ?? Manifest, new OnnxOptions { Threads = 2 });

    public static async Task<RgbImage> PaintAsync(IImageModel model, ImageRequest request) =>
        (await model.GenerateAsync(request, default).OfType<ImageFinished>().SingleAsync()).Image;

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void Write(string file, OnnxWriter graph)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, graph.ToModel());
    }

    private void WriteTextEncoder(TensorElementType idType)
    {
        var graph = new OnnxWriter();
        var ids = graph.Input("input_ids", idType, "batch", Words);
        var states = graph.Node("Gather", [graph.Constant(Random(259 * Width), 259, Width), ids]);
        graph.Output("last_hidden_state", states, TensorElementType.Float, "batch", Words, Width);
        Write("text_encoder/model.onnx", graph);
    }

    /// <summary>tanh(conv(sample) + project(mean(words)) + t / 1000), plus the mean of a guidance embedding.</summary>
    private void WriteDenoiser(TensorElementType timestepType, object[] timestepShape, bool guidanceEmbedding, bool transformer)
    {
        var graph = new OnnxWriter();
        var sample = graph.Input(transformer ? "hidden_states" : "sample", TensorElementType.Float, "batch", Channels, "height", "width");
        var timestep = graph.Input("timestep", timestepType, timestepShape);
        var words = graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", Words, Width);
        var edges = graph.Constant([2L, 3L], 2);

        var kernel = graph.Constant(Random(Channels * Channels * 9), Channels, Channels, 3, 3);
        var sum = graph.Node("Conv", [sample, kernel], ("pads", new long[] { 1, 1, 1, 1 }));
        var mean = graph.Node("ReduceMean", [words], ("axes", new long[] { 1 }), ("keepdims", 0L));
        var told = graph.Node("MatMul", [mean, graph.Constant(Random(Width * Channels), Width, Channels)]);
        sum = graph.Node("Add", [sum, graph.Node("Unsqueeze", [told, edges])]);

        var time = graph.Node("Cast", [timestep], ("to", (long)TensorElementType.Float));
        time = graph.Node("Mul", [time, graph.Constant([0.001f], 1)]);
        sum = graph.Node("Add", [sum, graph.Node("Reshape", [time, graph.Constant([-1L, 1, 1, 1], 4)])]);
        if (guidanceEmbedding)
        {
            var strength = graph.Input("timestep_cond", TensorElementType.Float, "batch", 8);
            strength = graph.Node("ReduceMean", [strength], ("axes", new long[] { 1 }), ("keepdims", 1L));
            sum = graph.Node("Add", [sum, graph.Node("Unsqueeze", [strength, edges])]);
        }
        graph.Output("out_sample", graph.Node("Tanh", [sum]), TensorElementType.Float, "batch", Channels, "height", "width");
        Write(transformer ? "transformer/model.onnx" : "unet/model.onnx", graph);
    }

    private void WriteDecoder()
    {
        var graph = new OnnxWriter();
        var latents = graph.Input("latent_sample", TensorElementType.Float, "batch", Channels, "height", "width");
        var spread = graph.Node("Conv", [latents, graph.Constant(Random(192 * Channels), 192, Channels, 1, 1)]);
        var picture = graph.Node("Tanh", [graph.Node("DepthToSpace", [spread], ("blocksize", 8L))]);
        graph.Output("sample", picture, TensorElementType.Float, "batch", 3, "rows", "columns");
        Write("vae_decoder/model.onnx", graph);
    }

    /// <summary>Every pixel becomes a square of four.</summary>
    public void WriteUpscaler()
    {
        var graph = new OnnxWriter();
        var sample = graph.Input("sample", TensorElementType.Float, "batch", 3, "height", "width");
        var four = graph.Node("Concat", [sample, sample, sample, sample], ("axis", 1L));
        graph.Output("upscaled", graph.Node("DepthToSpace", [four], ("blocksize", 2L)), TensorElementType.Float, "batch", 3, "rows", "columns");
        Write("upscaler/model.onnx", graph);
    }

    /// <summary>A critic that sees its first animal where the latents are high on average, and its second where they are low.</summary>
    public void WriteCritic(string first, string second)
    {
        var graph = new OnnxWriter();
        var latents = graph.Input("latent_sample", TensorElementType.Float, "batch", Channels, "height", "width");
        var mean = graph.Node("ReduceMean", [latents], ("axes", new long[] { 1, 2, 3 }), ("keepdims", 0L));
        var scores = graph.Node("MatMul", [graph.Node("Reshape", [mean, graph.Constant([-1L, 1], 2)]), graph.Constant([3f, -3], 1, 2)]);
        var chances = graph.Node("Softmax", [scores], ("axis", 1L));
        graph.Output("things", chances, TensorElementType.Float, "batch", 2);
        graph.Output("question_0", graph.Node("Identity", [chances]), TensorElementType.Float, "batch", 2);
        Write("critic/model.onnx", graph);
        Write("critic/labels.json", $$$"""{"questions": [{"name": "actor", "labels": ["{{{first}}}", "{{{second}}}"]}], "things": ["{{{first}}}", "{{{second}}}"], "words": {"fox": ["thing", "fox"], "red": ["colour", "red"]}}""");
    }

    /// <summary>One token a byte, by the byte alphabet of GPT-2, and a frame of special tokens.</summary>
    private void WriteTokenizer()
    {
        var visible = Enumerable.Range(33, 94).Concat(Enumerable.Range(161, 12)).Concat(Enumerable.Range(174, 82)).ToHashSet();
        var vocabulary = new Dictionary<string, int> { ["<|pad|>"] = 0, ["<|bos|>"] = 1, ["<|eos|>"] = 2 };
        var next = 256;
        foreach (var b in Enumerable.Range(0, 256))
            vocabulary[((char)(visible.Contains(b) ? b : next++)).ToString()] = 3 + b;
        Write("tokenizer/tokenizer.json", JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = vocabulary.Take(3).Select(token => new { id = token.Value, content = token.Key, special = true }),
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, use_regex = true },
            post_processor = new { type = "RobertaProcessing", cls = new object[] { "<|bos|>", 1 }, sep = new object[] { "<|eos|>", 2 } },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        }));
        Write("tokenizer/tokenizer_config.json", $$"""{"model_max_length": {{Words}}, "pad_token": {"content": "<|pad|>"} }""");
    }

    private float[] Random(int count)
    {
        var values = new float[count];
        _random.FillNormal(values);
        return [.. values.Select(value => value * 0.4f)];
    }
}
