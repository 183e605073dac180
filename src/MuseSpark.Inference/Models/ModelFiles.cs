using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MuseSpark.Inference.Models;

/// <summary>Compares a model's files with the hashes in its manifest.</summary>
internal sealed class ModelFiles
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    // Hashing gigabytes takes seconds, so a file that has kept its size and time isn't read again.
    private readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), string> _hashes = new();

    /// <summary>A sentence on the first listed file that isn't there, or null.</summary>
    public static string? FindMissing(string folder, ModelManifest manifest) =>
        manifest.Files.Keys.FirstOrDefault(path => !File.Exists(Path.Combine(folder, path))) is { } missing
            ? $"The file {missing} of {manifest.Name} is missing. Copy the whole model folder again."
            : null;

    /// <summary>
    /// A sentence on the first file that lies somewhere else, or graph that isn't listed, or null. Many files are opened by their usual places
    /// and not by the list, so nothing may lie there that was not looked at.
    /// </summary>
    private static string? FindStray(string folder, ModelManifest manifest)
    {
        try
        {
            // The folder itself may be a link: somebody put it there.
            foreach (var file in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
            {
                var path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (file.LinkTarget is not null)
                    return $"The file {path} of {manifest.Name} is a link, and what it points to may change. Copy the whole model folder with what its links point to.";
                if (file is FileInfo && file.Extension.Equals(".onnx", StringComparison.OrdinalIgnoreCase) && !manifest.Files.ContainsKey(path))
                    return $"The graph {path} of {manifest.Name} isn't listed in model.json, so nothing says whether it is the right one. Take it out of the folder, or list it with its hash.";
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The folder of {manifest.Name} can't be looked through. Check that the app may read all that is in it.";
        }
    }

    /// <summary>Bytes of the graphs that are opened, with the files beside them that hold their weights.</summary>
    public static long Weights(ModelEntry entry)
    {
        var files = entry.Manifest.Files.Keys;
        // Of a text model's precisions only the first is opened.
        var opened = entry.Manifest.Kind != "text" ? files.Where(file => Path.GetExtension(file) is not (".json" or ".txt" or ".md"))
            : files.FirstOrDefault(IsGraph) is { } graph ? files.Where(file => file.StartsWith(graph, StringComparison.Ordinal)) : [];
        return opened.Select(file => new FileInfo(Path.Combine(entry.Folder, file))).Where(file => file.Exists).Sum(file => file.Length);
    }

    /// <summary>Another one once a listed file has come, gone or changed, or a stray one has gone.</summary>
    public static string StateOf(ModelEntry entry) => string.Join(' ', entry.Manifest.Files.Keys.Prepend(ManifestReader.FileName).Order(StringComparer.Ordinal)
        .Select(file => new FileInfo(Path.Combine(entry.Folder, file))).Select(file => file.Exists ? $"{file.Length}@{file.LastWriteTimeUtc.Ticks}" : "-")
        .Append(FindStray(entry.Folder, entry.Manifest)));

    private static bool IsGraph(string file) => file.EndsWith(".onnx", StringComparison.Ordinal);

    /// <exception cref="ModelException">A file is missing, isn't the one that the manifest was written for, or is one that it doesn't know.</exception>
    public async Task VerifyAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        if ((FindMissing(folder, manifest) ?? FindStray(folder, manifest)) is { } problem) throw new ModelException(problem);
        foreach (var (path, expected) in manifest.Files)
        {
            var hash = await HashAsync(Path.Combine(folder, path), cancellationToken);
            if (!hash.Equals(expected, StringComparison.OrdinalIgnoreCase))
                throw new ModelException(
                    $"The file {path} of {manifest.Name} is not the one that model.json describes: it is damaged, cut short or changed. "
                    + "Copy the whole model folder again.");
        }
    }

    private async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        var key = (path, file.Length, file.LastWriteTimeUtc);
        if (_hashes.TryGetValue(key, out var known)) return known;
        await using var stream = file.OpenRead();
        return _hashes[key] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
