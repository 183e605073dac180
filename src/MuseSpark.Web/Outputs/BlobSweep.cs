using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Uploads;

namespace MuseSpark.Web.Outputs;

/// <summary>
/// Removes masks that no work names and what interrupted writes have left, at start and every hour. Blobs that no row names are put into
/// the trash first, since the row may be in another database than the one this server was started with by mistake.
/// </summary>
public sealed class BlobSweep(BlobStore blobs, IServiceScopeFactory scopes, TimeProvider time, ILogger<BlobSweep> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, bool> _unwanted = [];

    /// <summary>Erases those of <paramref name="sha256s"/> that no row names; where a job may be about to name them, a later sweep does.</summary>
    public async Task RemoveUnusedAsync(MuseSparkDb db, IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken)
    {
        foreach (var sha256 in sha256s.Except(await UsedAsync(db, sha256s, cancellationToken)))
        {
            if (blobs.Find(sha256) is { } file && !blobs.IsSettled(file)) _unwanted[sha256] = true;
            else blobs.Delete(sha256);
        }
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        blobs.RemoveUnfinished();
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
            await RemoveUnusedAsync(db, await UnusedMasks.RemoveOldAsync(db, time.GetUtcNow(), cancellationToken), cancellationToken);
        }

        var (restored, erased, discarded) = (0, 0, 0);
        foreach (var batch in blobs.Discarded().Chunk(Batch))
        {
            var used = await UsedAsync(batch, cancellationToken);
            foreach (var file in batch.Where(file => used.Contains(file.Name)))
            {
                blobs.Restore(file);
                restored++;
            }
            erased += batch.Where(file => !used.Contains(file.Name)).Count(blobs.EraseIfOld);
        }

        foreach (var batch in blobs.Settled().Chunk(Batch))
        {
            var used = await UsedAsync(batch, cancellationToken);
            foreach (var file in batch.Where(file => !used.Contains(file.Name)))
            {
                // The same bytes may have been put once more while the database was asked, and wait for their row.
                file.Refresh();
                if (!file.Exists || !blobs.IsSettled(file)) continue;
                if (_unwanted.TryRemove(file.Name, out _))
                {
                    blobs.Delete(file.Name);
                    erased++;
                }
                else
                {
                    blobs.Discard(file);
                    discarded++;
                }
            }
        }

        if (restored > 0) logger.LogWarning("Took {Count} files that works use back from the trash; was the server started with another database before?", restored);
        if (erased > 0) logger.LogInformation("Erased {Count} files that no work uses", erased);
        if (discarded > 0)
            logger.LogWarning(
                "Put {Count} files that no work in this database uses into the trash, where they are erased after {Days} days. If these are many, this is not the database that belongs to the data folder: start the server with the right one, and they come back",
                discarded, BlobStore.TrashAge.Days);
    }

    private async Task<HashSet<string>> UsedAsync(FileInfo[] files, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await UsedAsync(scope.ServiceProvider.GetRequiredService<MuseSparkDb>(), [.. files.Select(file => file.Name)], cancellationToken);
    }

    private static Task<HashSet<string>> UsedAsync(MuseSparkDb db, IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken) =>
        db.AllOutputs.Where(o => sha256s.Contains(o.Sha256)).Select(o => o.Sha256).ToHashSetAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Unused files could not be removed; the next try is in an hour");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
