using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Onnx.Checking;
using MuseSpark.Inference.Recognition;

namespace MuseSpark.Inference.Installing;

/// <summary>Makes a model folder of files that are all there: checks them, opens the model once, and writes its model.json.</summary>
internal static class ModelAssembly
{
    private const int MaxId = 64;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The id of one precision of a model. Its end is one of a few words, so no model can take the name of one that came with the app.</summary>
    public static string IdOf(string name, PrecisionChoice precision)
    {
        var plain = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')]).Trim('.', '-', '_');
        var id = plain[..Math.Min(plain.Length, MaxId - precision.Name.Length - 1)];
        return $"{(id.Length == 0 ? "model" : id)}-{precision.Name}";
    }

    /// <param name="folder">Holds all files of the precision.</param>
    /// <param name="draft">With its licence and source.</param>
    /// <exception cref="ModelException">It can't be used; nothing was written.</exception>
    public static async Task CompleteAsync(string folder, ModelManifest draft, PrecisionChoice precision, CancellationToken cancellationToken)
    {
        OnnxFiles.Check(folder, precision.Files);
        var hashes = new Dictionary<string, string>();
        // In this order: the first graph is the one that is opened.
        foreach (var path in precision.Files)
        {
            await using var file = File.OpenRead(Path.Combine(folder, path));
            hashes[path] = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        }
        var manifest = draft with { Id = IdOf(draft.Name, precision), Name = precision.Name == Precisions.Only ? draft.Name : $"{draft.Name} ({precision.Name})", Files = hashes };
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, Indented);
        ModelCatalog.Open(folder, ManifestReader.Parse(text), new OnnxOptions()).Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        // Last: a folder without it is no model.
        await File.WriteAllBytesAsync(Path.Combine(folder, ManifestReader.FileName), [.. text, (byte)'\n'], cancellationToken);
    }
}
