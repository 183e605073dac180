using System.Security.Cryptography;
using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Installing;

/// <summary>Fetches files of a repository into a staging folder, one after the other; what is there already is not fetched again.</summary>
internal sealed class ModelDownload(HubClient hub, TimeProvider time)
{
    // The system, the database and the log go on needing some.
    private const long Reserve = 256 << 20;

    /// <exception cref="ModelException">There is no room, or a file can't be had; the message says what to do.</exception>
    public async Task FetchAsync(HubModel model, IReadOnlyList<HubFile> files, Staging staging, Action<PullProgress> progress, CancellationToken cancellationToken)
    {
        staging.KeepOnly(files);
        var total = CheckRoom(files, staging);
        var rate = new DownloadRate(time);
        var done = 0L;
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await IsWholeAsync(file, staging.PlaceOf(file), cancellationToken))
            {
                await hub.FetchAsync(model, file, staging.PartOf(file), bytes => Tell(done + bytes), cancellationToken);
                Directory.CreateDirectory(Path.GetDirectoryName(staging.PlaceOf(file))!);
                File.Move(staging.PartOf(file), staging.PlaceOf(file), overwrite: true);
            }
            Tell(done += file.Bytes);
        }

        void Tell(long bytes)
        {
            rate.Add(bytes);
            progress(new PullProgress(
                PullStage.Downloading, bytes, total, rate.BytesPerSecond, rate.BytesPerSecond is { } speed ? TimeSpan.FromSeconds(Math.Min((total - bytes) / speed, 1e7)) : null));
        }
    }

    /// <summary>What the hub says of sizes is weighed before anything is written.</summary>
    /// <returns>Bytes of all files.</returns>
    private static long CheckRoom(IReadOnlyList<HubFile> files, Staging staging)
    {
        var total = files.Aggregate(0m, (sum, file) => sum + file.Bytes);
        var missing = total - files.Sum(file => (decimal)staging.Arrived(file));
        var free = new DriveInfo(Path.GetFullPath(staging.Model)).AvailableFreeSpace;
        if (missing + Reserve > free)
            throw new ModelException(FormattableString.Invariant($"The disk has no room for it: {missing / 1_000_000:0} MB are to be fetched, and {Math.Max(free - Reserve, 0) / 1_000_000} MB are free. Make room, or choose a smaller precision."));
        return (long)total;
    }

    private static async Task<bool> IsWholeAsync(HubFile file, string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is not { Exists: true } there || there.Length != file.Bytes) return false;
        using var hash = IncrementalHash.CreateHash(file.Hash.Algorithm);
        hash.AppendData(file.Hash.Before(file.Bytes));
        await using var stream = there.OpenRead();
        var piece = new byte[1 << 20];
        while (await stream.ReadAsync(piece, cancellationToken) is > 0 and var count) hash.AppendData(piece.AsSpan(0, count));
        return file.Hash.Is(hash.GetHashAndReset());
    }
}
