using System.Text.Json;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>Picture models in the layout of diffusers, each part in its folder as model.onnx.</summary>
internal static class ImageRecogniser
{
    private const int Doublings = 8;

    private static readonly string[] Needed =
        ["model_index.json", "scheduler/scheduler_config.json", "tokenizer/tokenizer_config.json", "text_encoder/model.onnx", "vae_decoder/model.onnx", "vae_decoder/config.json"];

    private static readonly string[] Optional =
        ["tokenizer/tokenizer.json", "tokenizer/vocab.json", "tokenizer/merges.txt", "tokenizer/special_tokens_map.json", "unet/config.json", "transformer/config.json", "vae_encoder/config.json"];

    public static async Task<RecognisedModel> RecogniseAsync(FolderContent content, IReadOnlyList<string> licences, CancellationToken cancellationToken)
    {
        var pipeline = ModelRecogniser.Text(await ModelRecogniser.ReadAsync(content, "model_index.json", cancellationToken), "_class_name");
        if (pipeline is null || !PipelineList.Names.Contains(pipeline))
            throw new ModelException($"{content.Name} is made for a pipeline that isn't known here; known are {string.Join(", ", PipelineList.Names)}.");
        var denoiser = content.Has("unet/model.onnx") ? "unet" : "transformer";
        string[] needed = [$"{denoiser}/model.onnx", .. Needed];
        if (needed.FirstOrDefault(path => !content.Has(path)) is { } missing)
            throw new ModelException($"{content.Name} has no {missing}, which a picture model needs. Look for another ONNX export of it.");

        string[] encoder = content.Has("vae_encoder/model.onnx") && content.Has("vae_encoder/config.json") ? ["vae_encoder/model.onnx"] : [];
        string[] graphs = [.. needed.Where(path => path.EndsWith(".onnx", StringComparison.Ordinal)), .. encoder];
        // Older exports keep the weights of all layers in weights.pb.
        string[] weights = [.. graphs.Select(graph => graph[..graph.IndexOf('/')] + "/weights.pb").Where(content.Has)];
        string[] files = [.. graphs.SelectMany(graph => Precisions.WithData(content, graph)), .. weights, .. needed.Except(graphs), .. Optional.Where(content.Has), .. licences];
        var edge = await EdgeAsync(content, $"{denoiser}/config.json", cancellationToken);
        return new RecognisedModel(
            new ModelManifest
            {
                Id = "",
                Name = content.Name,
                Kind = "image",
                Architecture = pipeline,
                Version = "1",
                Licence = "",
                Files = new Dictionary<string, string>(),
                Kinds = ["picture"],
                // Latent consistency models need few steps, and have their guidance inside.
                Defaults = pipeline == "LatentConsistencyModelPipeline" ? new ModelDefaults { Width = edge, Height = edge, Steps = 4, Guidance = 8 } : new ModelDefaults { Width = edge, Height = edge },
            },
            [Precisions.Choice(content, Precisions.Only, files)]);
    }

    /// <summary>Edge of the pictures it was taught with, in pixels; null where its files don't say.</summary>
    private static async Task<int?> EdgeAsync(FolderContent content, string path, CancellationToken cancellationToken) =>
        content.Has(path) && (await ModelRecogniser.ReadAsync(content, path, cancellationToken)).TryGetProperty("sample_size", out var size)
        && size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var latents) && latents is >= 8 and <= 256 ? latents * Doublings : null;
}
