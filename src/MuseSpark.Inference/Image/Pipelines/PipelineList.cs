using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image.Pipelines;

/// <summary>Every picture pipeline by the _class_name of a model_index.json.</summary>
public static class PipelineList
{
    // What a pipeline is published for matters little: the same graphs start from words, from a picture, or fill a gap.
    public static IReadOnlyCollection<string> Names { get; } =
    [
        "SparkPicturePipeline", "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline", "OnnxStableDiffusionPipeline", "ORTStableDiffusionPipeline",
        "LatentConsistencyModelPipeline", "LatentConsistencyModelImg2ImgPipeline", "ORTLatentConsistencyModelPipeline",
        "StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline", "ORTStableDiffusionXLPipeline",
        "StableDiffusion3Pipeline", "StableDiffusion3Img2ImgPipeline", "StableDiffusion3InpaintPipeline", "ORTStableDiffusion3Pipeline",
    ];

    /// <summary>Opens the picture model in a diffusers folder; the caller owns and disposes it.</summary>
    /// <exception cref="ModelException">A file is missing, damaged, has the wrong tensors, or names an unknown pipeline.</exception>
    public static IImageModel Load(string folder, ModelManifest manifest, OnnxOptions options)
    {
        var index = JsonFile.Read<ModelIndex>(Path.Combine(folder, "model_index.json"));
        return Names.Contains(index.ClassName)
            ? LatentDiffusionPipeline.Load(folder, manifest, options)
            : throw new ModelException($"model_index.json names the pipeline {index.ClassName}; known are those of Stable Diffusion 1 to 3, SDXL and latent consistency models.");
    }

    private sealed record ModelIndex
    {
        [JsonPropertyName("_class_name")]
        public string? ClassName { get; init; }
    }
}
