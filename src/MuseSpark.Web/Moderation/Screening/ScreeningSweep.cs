using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Removes, once a day, what was found in works, and who reported them, longer ago than anything asks for. Cases and the record of decisions stay.</summary>
public sealed class ScreeningSweep(IServiceScopeFactory scopes, TimeProvider time, ILogger<ScreeningSweep> logger) : BackgroundService
{
    /// <summary>Three times what a rehearsal of a policy looks back.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <returns>How many rows were removed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var before = time.GetUtcNow().UtcDateTime - Retention;
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        var yesterday = time.GetUtcNow().UtcDateTime.AddDays(-1);
        await db.PublicReports.Where(r => r.Origin != null && r.CreatedAt < yesterday).ExecuteUpdateAsync(set => set.SetProperty(r => r.Origin, (string?)null), cancellationToken);
        // As long as the author may object, and the outcome may change.
        var settled = time.GetUtcNow().UtcDateTime - AppealsApi.Time;
        await db.PublicReports.Where(r => r.CreatedAt < settled && db.Cases.Any(c => c.WorkspaceId == r.WorkspaceId && c.Id == r.CaseId && !ReviewCase.OpenStates.Contains(c.State) && (c.DecidedAt == null || c.DecidedAt < settled)))
            .ExecuteDeleteAsync(cancellationToken);
        return await db.Screenings.Where(s => s.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
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
                logger.LogWarning(e, "What was found long ago could not be removed; the next try is in a day");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
