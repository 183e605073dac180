using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx.Checking;

namespace MuseSpark.Inference.Installing;

/// <summary>What is done with models that are here.</summary>
public static class ModelCare
{
    /// <summary>Reads every file of a model anew.</summary>
    /// <returns>What is wrong with it, a sentence; null if nothing is.</returns>
    public static async Task<string?> VerifyAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = ManifestReader.Read(entry.Folder);
            await new ModelFiles().VerifyAsync(entry.Folder, manifest, cancellationToken);
            OnnxFiles.Check(entry.Folder, [.. manifest.Files.Keys]);
            return null;
        }
        catch (ModelException e)
        {
            return e.Message;
        }
    }

    /// <summary>Deletes a model that was installed here.</summary>
    /// <param name="models">The folder of those; a model anywhere else is not ours to delete.</param>
    /// <param name="downloads">A folder on the same disk.</param>
    /// <exception cref="ModelException">It is not one of them.</exception>
    public static void Remove(ModelEntry entry, string models, string downloads)
    {
        if (!IsOwn(entry, models))
            throw new ModelException($"{entry.Manifest.Name} was not installed here, but lies in a folder that the configuration names. Take it away there.");
        // First out of sight as a whole: half a model is no model.
        var aside = Path.Combine(downloads, $"removed-{Guid.NewGuid():N}");
        Directory.CreateDirectory(downloads);
        Directory.Move(entry.Folder, aside);
        Directory.Delete(aside, recursive: true);
    }

    /// <summary>Whether a model was installed here: it lies in the folder of those, and no link leads away from it.</summary>
    public static bool IsOwn(ModelEntry entry, string models)
    {
        var folder = Path.GetFullPath(Path.TrimEndingDirectorySeparator(entry.Folder));
        return Path.GetDirectoryName(folder) == Path.GetFullPath(Path.TrimEndingDirectorySeparator(models)) && new DirectoryInfo(folder).LinkTarget is null;
    }
}
