using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Uploads;

namespace MuseSpark.Web.Outputs;

/// <summary>Removes masks that no work names, blobs that no row names, and what interrupted writes have left: at start and every hour.</summary>
public sealed class BlobSweep(BlobStore blobs, IServiceScopeFactory scopes, TimeProvider time, ILogger<BlobSweep> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Removes those of <paramref name="sha256s"/> that no row names, unless a job may be about to name them.</summary>
    public async Task<int> RemoveUnusedAsync(MuseSparkDb db, IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken)
    {
        var used = await db.AllOutputs.Where(o => sha256s.Contains(o.Sha256)).Select(o => o.Sha256).ToListAsync(cancellationToken);
        var unused = sha256s.Except(used).Where(sha256 => blobs.Find(sha256) is { } file && blobs.IsSettled(file)).ToList();
        foreach (var sha256 in unused) blobs.Delete(sha256);
        return unused.Count;
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        blobs.RemoveUnfinished();
        await using (var scope = scopes.CreateAsyncScope())
            await UnusedMasks.RemoveOldAsync(scope.ServiceProvider.GetRequiredService<MuseSparkDb>(), time.GetUtcNow(), cancellationToken);
        var removed = 0;
        foreach (var batch in blobs.Settled().Select(file => file.Name).Chunk(Batch))
        {
            await using var scope = scopes.CreateAsyncScope();
            removed += await RemoveUnusedAsync(scope.ServiceProvider.GetRequiredService<MuseSparkDb>(), batch, cancellationToken);
        }

        if (removed > 0) logger.LogInformation("Removed {Count} files that no work uses", removed);
    }

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
