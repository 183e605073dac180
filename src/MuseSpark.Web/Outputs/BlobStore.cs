using System.Security.Cryptography;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Outputs;

/// <summary>
/// Files named by the SHA-256 of their bytes: blobs/ab/cd/abcd... A file appears whole or not at all: it is written under
/// another name, flushed to the disk, renamed, and only then may a row name it. Names come from hashes alone, never from requests.
/// </summary>
public sealed class BlobStore(DataFolder folder, TimeProvider time)
{
    public const int MaxBytes = 64 * 1024 * 1024;

    private const string Unfinished = ".part";

    /// <summary>A blob this young may be waiting for the commit of its row.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>So long there is time to notice that the server ran with another database.</summary>
    public static readonly TimeSpan TrashAge = TimeSpan.FromDays(30);

    /// <returns>The hash that names it, in lower-case hex.</returns>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > MaxBytes) throw new InvalidDataException($"The file has {bytes.Length:N0} bytes; at most {MaxBytes:N0} are kept.");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var path = PathOf(sha256);
        if (File.Exists(path))
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return sha256;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await file.WriteAsync(bytes, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        return sha256;
    }

    /// <returns>Null when there is no such blob.</returns>
    public FileInfo? Find(string sha256)
    {
        var file = new FileInfo(PathOf(sha256));
        return file.Exists ? file : null;
    }

    /// <summary>Erases a blob, also from the trash.</summary>
    public void Delete(string sha256)
    {
        foreach (var path in new[] { PathOf(sha256), Path.Combine(folder.Trash, sha256) })
            if (File.Exists(path)) File.Delete(path);
    }

    /// <summary>Puts a blob aside, from where it comes back with <see cref="Restore"/>.</summary>
    public void Discard(FileInfo blob)
    {
        Directory.CreateDirectory(folder.Trash);
        blob.LastWriteTimeUtc = time.GetUtcNow().UtcDateTime;
        blob.MoveTo(Path.Combine(folder.Trash, blob.Name), overwrite: true);
    }

    public IReadOnlyList<FileInfo> Discarded() => !Directory.Exists(folder.Trash) ? [] : new DirectoryInfo(folder.Trash).GetFiles();

    public void Restore(FileInfo discarded)
    {
        var path = PathOf(discarded.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        discarded.MoveTo(path, overwrite: true);
    }

    /// <summary>Erases what was put aside long ago.</summary>
    public bool EraseIfOld(FileInfo discarded)
    {
        var isOld = time.GetUtcNow().UtcDateTime - discarded.LastWriteTimeUtc > TrashAge;
        if (isOld) discarded.Delete();
        return isOld;
    }

    /// <summary>Whether it was put long enough ago for its row to be there if there ever is to be one.</summary>
    public bool IsSettled(FileInfo file) => time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > Grace;

    /// <summary>Removes what interrupted writes have left.</summary>
    public void RemoveUnfinished()
    {
        if (!Directory.Exists(folder.Blobs)) return;
        foreach (var file in new DirectoryInfo(folder.Blobs).EnumerateFiles("*" + Unfinished, SearchOption.AllDirectories))
            if (IsSettled(file)) file.Delete();
    }

    public IEnumerable<FileInfo> Settled() => !Directory.Exists(folder.Blobs) ? [] : new DirectoryInfo(folder.Blobs)
        .EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name.Length == 2 * SHA256.HashSizeInBytes && IsSettled(file));

    private string PathOf(string sha256)
    {
        if (sha256.Length != 2 * SHA256.HashSizeInBytes || !sha256.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("A blob is named by a SHA-256 in lower-case hex.", nameof(sha256));
        return Path.Combine(folder.Blobs, sha256[..2], sha256[2..4], sha256);
    }
}
