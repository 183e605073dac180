using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>A picture model's folder: each part has a folder of its own, with one graph in the precision that was chosen.</summary>
internal sealed record PictureFolder(string Path, ModelManifest Manifest)
{
    /// <summary>The graph of a part: the one that model.json lists, else model.onnx; null where the part isn't there.</summary>
    public string? Graph(string part)
    {
        var listed = Manifest.Files.Keys.FirstOrDefault(file => file.StartsWith(part + '/', StringComparison.Ordinal) && file.EndsWith(".onnx", StringComparison.Ordinal));
        var path = System.IO.Path.Combine(Path, listed ?? $"{part}/model.onnx");
        return File.Exists(path) ? path : null;
    }

    /// <summary>The graph of a part that no picture model does without: opening it says what is wrong where it is missing.</summary>
    public string Require(string part) => Graph(part) ?? Part(part, "model.onnx");

    public bool Has(string part) => Graph(part) is not null;

    public string Part(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);
}
