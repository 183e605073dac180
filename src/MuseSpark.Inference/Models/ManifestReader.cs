using System.Text.Json;
using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Models;

/// <summary>Reads and checks model.json. What it says is not trusted: sizes, paths and forms are all within limits.</summary>
internal static partial class ManifestReader
{
    public const string FileName = "model.json";

    private const long MaxFileBytes = 1 << 20;
    private const int MaxFiles = 512;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <exception cref="ModelException">The file is missing, damaged, or breaks a rule.</exception>
    public static ModelManifest Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists) throw new ModelException("The folder has no model.json.");
        if (file.Length > MaxFileBytes) throw new ModelException("The model.json is larger than 1 MB.");
        return Parse(File.ReadAllBytes(file.FullName));
    }

    /// <exception cref="ModelException">It is damaged, or breaks a rule.</exception>
    public static ModelManifest Parse(byte[] text)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<ModelManifest>(text, Json)
                ?? throw new JsonException("The file holds null.");
            Check(manifest);
            return manifest;
        }
        catch (JsonException e)
        {
            throw new ModelException($"The model.json can't be read: {e.Message}", e);
        }
    }

    private static void Check(ModelManifest manifest)
    {
        Require(Id().IsMatch(manifest.Id), "the id must be 1 to 64 of a-z, 0-9, dot, dash and underscore");
        Require(manifest.Kind is "text" or "image" or "enlarger" or "classifier" or "picture-classifier", "the kind must be text, image, enlarger, classifier or picture-classifier");
        Require(manifest.Kinds.Count is >= 1 and <= 32 && !manifest.Kinds.Contains(null!), "it must name 1 to 32 kinds");
        Require(manifest.Files.Count is >= 1 and <= MaxFiles, $"it must list 1 to {MaxFiles} files");
        foreach (var (path, hash) in manifest.Files)
        {
            Require(PlainPath.IsPlain(path), $"the file {path} isn't a plain path inside the folder");
            Require(Hash().IsMatch(hash ?? ""), $"the hash of {path} must be 64 hexadecimal digits");
        }
        foreach (var (kind, form) in manifest.Prompts)
            Require(form?.Split("{prompt}").Length == 2, $"the prompt form of {kind} must contain {{prompt}} exactly once");
        Require(manifest.Styles.Count <= 32, "it may name up to 32 styles");
        foreach (var (style, form) in manifest.Styles)
            Require(style.Length is >= 1 and <= 40 && form is { Length: <= 400 } && form.Split("{prompt}").Length == 2, "a style has a name of 1 to 40 characters, and its form must contain {prompt} exactly once");
        Require(manifest.Controls.Count <= 32 && manifest.Controls.All(control => control.Value is { Length: >= 1 and <= 64 }), "it may name up to 32 controls, each with a token of 1 to 64 characters");
        if (manifest.LatentToRgb is { } map)
            Require(map.Bias.Length == 3 && map.Weights.Length is >= 1 and <= 64 && map.Weights.All(row => row?.Length == 3),
                "latentToRgb must have three numbers a channel and three for the bias");
        Require(manifest.PaintedEdge is null or (>= 8 and <= 2048), "paintedEdge must be 8 to 2048");
        Require(manifest.Sizes.All(size => size is >= 8 and <= 4096 && size % 8 == 0), "the sizes must be multiples of 8 up to 4096");
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition) throw new ModelException($"The model.json breaks a rule: {rule}.");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"\A[0-9a-fA-F]{64}\z")]
    private static partial Regex Hash();
}
