using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Removes, once a day, what was found in works longer ago than anything asks for. Cases and the record of decisions stay.</summary>
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
        return await scope.ServiceProvider.GetRequiredService<MuseSparkDb>().Screenings.Where(s => s.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
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
            catch (System.Data.Common.DbException e)
            {
                logger.LogWarning(e, "What was found long ago could not be removed; the next try is in a day");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
