using System.Security.Cryptography;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>A model folder in a temporary place: a <see cref="TinyLlama"/>, the small GPT-2 tokenizer and a model.json.</summary>
public sealed class TinyModel : IDisposable
{
    public const int Context = 128;

    public TinyModel(Func<TinyLlamaGraph, TinyLlamaGraph>? graph = null, Func<ModelManifest, ModelManifest>? manifest = null, int context = Context)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Folder, "onnx"));
        var llama = new TinyLlamaGraph(context == Context ? Llama : new TinyLlama(vocabulary: 1674, context));
        File.WriteAllBytes(OnnxFile, (graph?.Invoke(llama) ?? llama).ToOnnx());
        File.Copy(TokenizerFiles.Gpt2, Path.Combine(Folder, "tokenizer.json"));
        File.WriteAllText(Path.Combine(Folder, "config.json"), $$"""{ "model_type": "llama", "max_position_embeddings": {{context}} }""");
        var files = new[] { "onnx/model.onnx", "tokenizer.json", "config.json" };
        Manifest = new ModelManifest
        {
            Id = "tiny",
            Name = "Tiny",
            Kind = "text",
            Architecture = "spark",
            Version = "1",
            Licence = "Apache-2.0",
            Kinds = ["story", "chat"],
            SceneToken = "<|scene|>",
            Defaults = new ModelDefaults { MaxTokens = 24, Temperature = 0.9f, TopK = 40, TopP = 0.95f },
            Prompts = new Dictionary<string, string> { ["story"] = "<|bos|><|story|>{prompt}<|text|>", ["chat"] = "<|bos|>{prompt}" },
            Files = files.ToDictionary(f => f, f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, f))))),
        };
        if (manifest is not null) Manifest = manifest(Manifest);
    }

    // 1,674 tokens of the small tokenizer.
    public static TinyLlama Llama { get; } = new(vocabulary: 1674, Context);

    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("tiny").FullName;

    public string OnnxFile => Path.Combine(Folder, "onnx", "model.onnx");

    public ModelManifest Manifest { get; }

    public OnnxTextModel Open() => OnnxTextModel.Open(Folder, Manifest, new OnnxOptions { Threads = 1 });

    public void Dispose() => System.IO.Directory.Delete(Folder, recursive: true);
}
