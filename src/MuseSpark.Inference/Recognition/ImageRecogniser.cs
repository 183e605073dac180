using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>Picture models in the layout of diffusers, each part in its folder as model.onnx, or model_fp16.onnx and the like.</summary>
internal static class ImageRecogniser
{
    private const string Index = "model_index.json", Scheduler = "scheduler/scheduler_config.json";

    private static readonly string[] Needed = [Index, Scheduler, "tokenizer/tokenizer_config.json", "vae_decoder/config.json"];

    private static readonly string[] TokenizerFiles = ["tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt", "special_tokens_map.json"];

    private static readonly string[] Configs = ["unet/config.json", "transformer/config.json", "vae_encoder/config.json", "tiny_vae_decoder/config.json"];

    public static async Task<RecognisedModel> RecogniseAsync(FolderContent content, IReadOnlyList<string> licences, CancellationToken cancellationToken)
    {
        var pipeline = ModelRecogniser.Text(await ModelRecogniser.ReadAsync(content, Index, cancellationToken), "_class_name");
        if (pipeline is null || !PipelineList.Names.Contains(pipeline))
            throw new ModelException($"{content.Name} is made for a pipeline that isn't known here; known are those of Stable Diffusion 1 to 3, SDXL and latent consistency models.");

        var flow = pipeline.Contains("Diffusion3", StringComparison.Ordinal);
        var denoiser = Precisions.Found(content, "transformer/model").Count > 0 && Precisions.Found(content, "unet/model").Count == 0 ? "transformer" : "unet";
        string[] needed = flow || pipeline.Contains("DiffusionXL", StringComparison.Ordinal)
            ? [denoiser, "text_encoder", "text_encoder_2", "vae_decoder"] : [denoiser, "text_encoder", "vae_decoder"];
        if (Needed.Concat(needed.Where(part => Precisions.Found(content, $"{part}/model").Count == 0).Select(part => $"{part}/model.onnx")).FirstOrDefault(path => !content.Has(path)) is { } missing)
            throw new ModelException($"{content.Name} has no {missing}, which a picture model needs. Look for another ONNX export of it.");
        // What can be done without.
        string[] parts =
        [
            .. needed,
            .. flow && content.Has("tokenizer_3/tokenizer_config.json") ? ["text_encoder_3"] : Array.Empty<string>(),
            .. new[] { "vae_encoder", "tiny_vae_decoder" }.Where(part => content.Has($"{part}/config.json")),
        ];

        string[] others =
        [
            .. Needed, .. new[] { "tokenizer", "tokenizer_2", "tokenizer_3" }.SelectMany(folder => TokenizerFiles.Select(file => $"{folder}/{file}")).Where(content.Has).Except(Needed),
            .. Configs.Where(content.Has), .. licences,
        ];
        var found = Precisions.Found(content, $"{denoiser}/model");
        var (defaults, sizes) = await PictureDefaults.OfAsync(content, pipeline, denoiser, cancellationToken);
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
                Defaults = defaults,
                Sizes = sizes,
            },
            found is [("", _)] ? [Choice(Precisions.Only, "")] : [.. found.Select(precision => Choice(precision.Name, precision.Suffix))]);

        PrecisionChoice Choice(string name, string suffix) =>
            Precisions.Choice(content, name, [.. parts.Select(part => GraphOf(content, part, suffix)).OfType<string>().SelectMany(graph => WithWeights(content, graph)), .. others]);
    }

    /// <summary>A part in the precision that is wanted, else in full precision, else in any.</summary>
    private static string? GraphOf(FolderContent content, string part, string suffix)
    {
        var found = Precisions.Found(content, $"{part}/model");
        return found.Count == 0 ? null : $"{part}/model{(found.Any(f => f.Suffix == suffix) ? suffix : found.Any(f => f.Suffix == "") ? "" : found[0].Suffix)}.onnx";
    }

    /// <summary>Older exports keep the weights of all layers in weights.pb.</summary>
    private static IEnumerable<string> WithWeights(FolderContent content, string graph) =>
        Precisions.WithData(content, graph).Concat(new[] { graph[..graph.IndexOf('/')] + "/weights.pb" }.Where(content.Has));
}
