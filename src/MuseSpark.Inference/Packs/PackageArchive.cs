using System.Formats.Tar;
using System.IO.Compression;
using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Packs;

/// <summary>
/// Reads files out of a package's archive (tar in gzip) into memory; nothing is written anywhere. Archives with links, with devices
/// or with paths that lead outside are refused as a whole, since no package of npm has any.
/// </summary>
internal static class PackageArchive
{
    private const int MaxEntries = 10_000, MaxFileBytes = 16 << 20;
    private const long MaxBytes = 256 << 20;

    /// <param name="wanted">Paths as in the archive: "package/LICENSE".</param>
    /// <exception cref="ModelException">A file is missing, the archive is damaged, or it has what no package has.</exception>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(Stream archive, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, byte[]>();
        try
        {
            await using var unpacked = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            await using var limited = new LimitedStream(unpacked, MaxBytes);
            await using var tar = new TarReader(limited);
            for (var entries = 0; await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry; entries++)
            {
                if (entries >= MaxEntries) throw new ModelException($"The package has more than {MaxEntries} files, which is no package that is known.");
                // Says something about the files that follow, and is none.
                if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) continue;
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory))
                    throw new ModelException($"The package holds a {entry.EntryType}, where only files belong, so nothing of it is used.");
                if (!PlainPath.IsPlain(entry.Name.TrimEnd('/'))) throw new ModelException("The package holds a path that leads outside of it, so nothing of it is used.");
                if (!wanted.Contains(entry.Name)) continue;
                if (entry.Length > MaxFileBytes) throw new ModelException($"The file {entry.Name} of the package is larger than {MaxFileBytes >> 20} MB.");
                var bytes = new byte[entry.Length];
                if (entry.DataStream is { } data) await data.ReadExactlyAsync(bytes, cancellationToken);
                if (!found.TryAdd(entry.Name, bytes)) throw new ModelException($"The package has the file {entry.Name} twice.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new ModelException("The package's archive is damaged.", e);
        }
        return wanted.FirstOrDefault(path => !found.ContainsKey(path)) is { } missing ? throw new ModelException($"The package has no file {missing}.") : found;
    }
}
