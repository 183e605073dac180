using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image.Pipelines;

/// <summary>Every picture pipeline by the _class_name of a model_index.json.</summary>
public static class PipelineList
{
    private delegate IImageModel Loader(string folder, ModelManifest manifest, OnnxOptions options);

    private static readonly Dictionary<string, Loader> Loaders = new()
    {
        ["SparkPicturePipeline"] = LatentDiffusionPipeline.Load,
        ["StableDiffusionPipeline"] = LatentDiffusionPipeline.Load,
        ["OnnxStableDiffusionPipeline"] = LatentDiffusionPipeline.Load,
        ["LatentConsistencyModelPipeline"] = LatentDiffusionPipeline.Load,
    };

    public static IReadOnlyCollection<string> Names => Loaders.Keys;

    /// <summary>Opens the picture model in a diffusers folder; the caller owns and disposes it.</summary>
    /// <exception cref="ModelException">A file is missing, damaged, has the wrong tensors, or names an unknown pipeline.</exception>
    public static IImageModel Load(string folder, ModelManifest manifest, OnnxOptions options)
    {
        var index = JsonFile.Read<ModelIndex>(Path.Combine(folder, "model_index.json"));
        return Loaders.TryGetValue(index.ClassName ?? "", out var load)
            ? load(folder, manifest, options)
            : throw new ModelException($"model_index.json names the pipeline {index.ClassName}; known are {string.Join(", ", Names)}.");
    }

    private sealed record ModelIndex
    {
        [JsonPropertyName("_class_name")]
        public string? ClassName { get; init; }
    }
}
