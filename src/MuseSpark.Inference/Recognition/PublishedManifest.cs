using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>Models that were published with a model.json. It says what the model is; whose word counts here is not for it to say.</summary>
internal static class PublishedManifest
{
    private static readonly string[] TextKinds = ["story", "poem", "ideas", "chat", "continue", "rewrite", "describe", "character"];
    private static readonly string[] ImageKinds = ["picture", "caption", "enlarge"];

    public static async Task<RecognisedModel> RecogniseAsync(FolderContent content, CancellationToken cancellationToken)
    {
        var manifest = ManifestReader.Parse(await ModelRecogniser.ReadBytesAsync(content, ManifestReader.FileName, cancellationToken));
        // A classifier decides what others may see: one comes with the app, or by hand of somebody who knows it.
        if (manifest.Kind is not ("text" or "image")) throw new ModelException($"{content.Name} is a {manifest.Kind}; only models of texts and pictures are fetched this way.");
        if (manifest.Files.Keys.FirstOrDefault(path => !content.Has(path)) is { } missing) throw new ModelException($"{content.Name} has no {missing}, which its model.json lists.");
        var known = manifest.Kind == "text" ? TextKinds : ImageKinds;
        var draft = manifest with
        {
            Id = "",
            Name = content.Name,
            Kinds = [.. manifest.Kinds.Where(known.Contains)],
            Card = null,
            Source = null,
            Files = new Dictionary<string, string>(),
        };
        if (draft.Kinds.Count == 0) throw new ModelException($"{content.Name} makes nothing that is known here.");
        return new RecognisedModel(draft, manifest.Kind == "text" ? Texts(content, manifest) : [Precisions.Choice(content, Precisions.Only, [.. manifest.Files.Keys])]);
    }

    private static IReadOnlyList<PrecisionChoice> Texts(FolderContent content, ModelManifest manifest)
    {
        string[] others = [.. manifest.Files.Keys.Where(path => !path.Contains(".onnx", StringComparison.Ordinal))];
        return Precisions.Of(content, "onnx/model", others) is { Count: > 0 } found ? found : throw new ModelException($"{content.Name} has no onnx/model.onnx.");
    }
}
