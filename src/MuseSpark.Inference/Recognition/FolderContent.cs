using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>What a model is recognised by: the files of a folder or of a repository, and the text of the small ones.</summary>
/// <param name="Name">The folder's or the repository's.</param>
/// <param name="Bytes">Size of each file by its path, with / between the parts.</param>
/// <param name="Read">Bytes of a file of at most <see cref="MaxRead"/>.</param>
public sealed record FolderContent(string Name, IReadOnlyDictionary<string, long> Bytes, Func<string, CancellationToken, Task<byte[]>> Read)
{
    public const int MaxRead = 8 << 20;

    private const int MaxFiles = 20_000;

    /// <summary>The files of a folder on this machine.</summary>
    /// <exception cref="ModelException">It isn't there, or holds links or far too much.</exception>
    public static FolderContent Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new ModelException("There is no such folder.");
        var bytes = new Dictionary<string, long>();
        // What is hidden belongs to other programs: .git, .cache.
        foreach (var file in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.Hidden }))
        {
            var path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (file.LinkTarget is not null) throw new ModelException($"{path} is a link. Copy the folder with what its links point to (cp -rL), and import the copy.");
            if (bytes.Count == MaxFiles) throw new ModelException("The folder has more files than any model. Name the folder of one model.");
            if (file is FileInfo whole && PlainPath.IsPlain(path)) bytes[path] = whole.Length;
        }
        return new FolderContent(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), bytes, (path, cancellationToken) => File.ReadAllBytesAsync(Path.Combine(folder, path), cancellationToken));
    }

    public bool Has(string path) => Bytes.ContainsKey(path);
}
