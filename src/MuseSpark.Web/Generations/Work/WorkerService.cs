using Microsoft.Extensions.Options;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Generations.Scheduling;

namespace MuseSpark.Web.Generations.Work;

/// <summary>The workers of this process: each asks its pool's scheduler for a job, claims the row and runs it.</summary>
public sealed class WorkerService(
    IGrainFactory grains, Claims claims, JobRunner runner, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerService> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enumerable.Repeat(Pools.Text, options.Value.Text).Concat(Enumerable.Repeat(Pools.Picture, options.Value.Picture))
            .Select(pool => Task.Run(() => WorkAsync(pool, stoppingToken), CancellationToken.None)));

    private async Task WorkAsync(string pool, CancellationToken stopping)
    {
        var scheduler = grains.GetGrain<ISchedulerGrain>(pool);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await scheduler.Next(stopping) is not { } id) continue;
                if (await claims.TakeAsync(id, stopping) is { } claim) await runner.RunAsync(claim, stopping);
                else await grains.GetGrain<IGenerationGrain>(id).Refresh();
                await scheduler.Leave(id);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was, the worker goes on; a job it may have left is found by its lease.
                logger.LogError(e, "A {Pool} worker met a problem and goes on", pool);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }
}
