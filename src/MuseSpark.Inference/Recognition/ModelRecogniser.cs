using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>Tells from its own files what a model is and which of them it needs, or why it can't be used here.</summary>
public static class ModelRecogniser
{
    private static readonly string[] LicenceFiles = ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "NOTICE"];

    /// <exception cref="ModelException">It can't be used; the sentence says what to look for instead.</exception>
    public static async Task<RecognisedModel> RecogniseAsync(FolderContent content, CancellationToken cancellationToken)
    {
        var licences = LicenceFiles.Where(file => content.Bytes.GetValueOrDefault(file, long.MaxValue) <= FolderContent.MaxRead).ToArray();
        if (!content.Bytes.Keys.Any(path => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))) throw WithoutGraph(content);
        if (content.Has(ManifestReader.FileName)) return await PublishedManifest.RecogniseAsync(content, cancellationToken);
        if (content.Has("model_index.json")) return await ImageRecogniser.RecogniseAsync(content, licences, cancellationToken);
        if (content.Has("config.json")) return await TextRecogniser.RecogniseAsync(content, licences, cancellationToken);
        throw new ModelException($"{content.Name} has neither a config.json nor a model_index.json, so what its graphs are can't be told.");
    }

    /// <exception cref="ModelException">It is too large, or no object.</exception>
    internal static async Task<JsonElement> ReadAsync(FolderContent content, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await ReadBytesAsync(content, path, cancellationToken), new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("It is no object.");
        }
        catch (JsonException e)
        {
            throw new ModelException($"{path} of {content.Name} can't be read: it is damaged or not what it should be.", e);
        }
    }

    internal static async Task<byte[]> ReadBytesAsync(FolderContent content, string path, CancellationToken cancellationToken) =>
        content.Bytes[path] <= FolderContent.MaxRead ? await content.Read(path, cancellationToken)
            : throw new ModelException($"{path} of {content.Name} is larger than {FolderContent.MaxRead >> 20} MB, so it can't be a configuration.");

    /// <summary>A text of an object, or null.</summary>
    internal static string? Text(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ModelException WithoutGraph(FolderContent content)
    {
        bool Any(params string[] ends) => content.Bytes.Keys.Any(path => ends.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)));
        var what = Any(".gguf") ? "GGUF files, which are for llama.cpp"
            : Any(".safetensors") ? "weights as safetensors without a graph"
            : Any(".bin", ".pt", ".pth", ".ckpt") ? "weights of PyTorch, which are never opened here, since such files can run programs"
            : "no .onnx file";
        return new ModelException($"{content.Name} is not an ONNX folder: it has {what}. Look for the same model under onnx-community on the hub, or export it with optimum-cli.");
    }
}
