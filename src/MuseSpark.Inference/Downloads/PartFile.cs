using System.Security.Cryptography;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Downloads;

/// <summary>A file on its way: the bytes that have arrived and their hash so far. What one process left behind, the next goes on with.</summary>
/// <remarks>For one download at a time; nobody else can open the file meanwhile.</remarks>
internal sealed class PartFile : IAsyncDisposable
{
    private readonly IncrementalHash _hash;
    private readonly byte[] _before;

    private PartFile(FileStream file, HashAlgorithmName algorithm, byte[] before)
    {
        File = file;
        _before = before;
        _hash = IncrementalHash.CreateHash(algorithm);
        _hash.AppendData(before);
    }

    public FileStream File { get; }

    /// <param name="before">Bytes that count as in front of the file's when its hash is made.</param>
    /// <param name="limit">Bytes the file can have; one that is longer is begun anew.</param>
    /// <exception cref="ModelException">Somebody else is writing it, or nobody can.</exception>
    public static async Task<PartFile> OpenAsync(string path, HashAlgorithmName algorithm, byte[] before, long limit, CancellationToken cancellationToken)
    {
        var part = new PartFile(OpenAlone(path), algorithm, before);
        try
        {
            if (part.File.Length > limit) part.Clear();
            else await part.ReadAsync(cancellationToken);
            return part;
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="ModelException">The disk does not take it.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAsync(piece, cancellationToken);
        }
        catch (IOException e)
        {
            throw new ModelException("What arrives can't be written; the disk may be full. Make room and go on: what has arrived is kept.", e);
        }
        _hash.AppendData(piece.Span);
    }

    /// <summary>Forgets what has arrived.</summary>
    public void Clear()
    {
        File.SetLength(0);
        _hash.GetHashAndReset();
        _hash.AppendData(_before);
    }

    /// <summary>The hash of what has arrived, which is on the disk from now on, also after a power cut.</summary>
    public byte[] Hash()
    {
        File.Flush(flushToDisk: true);
        return _hash.GetCurrentHash();
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await File.DisposeAsync();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var piece = new byte[1 << 20];
        while (await File.ReadAsync(piece, cancellationToken) is > 0 and var count) _hash.AppendData(piece.AsSpan(0, count));
    }

    private static FileStream OpenAlone(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.Asynchronous);
        }
        catch (IOException e)
        {
            throw new ModelException("The download can't be written: it is already under way, or the disk is full.", e);
        }
    }
}
