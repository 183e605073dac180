using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Generations.Work;
using Orleans.Concurrency;

namespace MuseSpark.Web.Generations.Scheduling;

/// <remarks>
/// The queue is a view of the table: built from it on activation and compared with it every few seconds, which also gives back
/// jobs whose worker is gone. So neither a lost message nor a lost process leaves a job behind.
/// </remarks>
[Reentrant, KeepAlive]
public sealed class SchedulerGrain(IServiceScopeFactory scopes, IOptions<WorkerOptions> options, TimeProvider time, ILogger<SchedulerGrain> logger)
    : Grain, ISchedulerGrain
{
    private static readonly TimeSpan CompareInterval = TimeSpan.FromSeconds(5);

    /// <summary>Shorter than the time after which a grain call fails.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private FairQueue _queue = null!;
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private HashSet<Guid> _unclaimed = [];

    private string Pool => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _queue = new FairQueue(Pools.QuantumOf(Pool), options.Value.PerWorkspace, options.Value.AgeLimit, Math.Max(options.Value.Text / 3, Math.Max(1, options.Value.Picture)));
        await CompareWithTable(cancellationToken);
        this.RegisterGrainTimer(CompareWithTable, new GrainTimerCreationOptions(CompareInterval, CompareInterval));
    }

    public Task Enqueue(QueuedJob job)
    {
        _queue.Enqueue(job);
        WakeOne();
        return Task.CompletedTask;
    }

    public async Task<Guid?> Next(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + LongestWait;
        while (true)
        {
            var now = time.GetUtcNow();
            if (_queue.Next(now.UtcDateTime) is { } job) return job.Id;
            if (now >= until) return null;

            var turn = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await Task.WhenAny(turn.Value.Task, Task.Delay(until - now, time, cancellationToken));
            if (turn.List is not null) _waiting.Remove(turn);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task Leave(Guid id)
    {
        _queue.Remove(id);
        WakeOne();
        return Task.CompletedTask;
    }

    public Task<int> PositionOf(Guid id) => Task.FromResult(_queue.PositionOf(id));

    private void WakeOne()
    {
        if (_waiting.First is not { } turn) return;
        _waiting.Remove(turn);
        turn.Value.SetResult();
    }

    private async Task CompareWithTable(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
            var kinds = Pools.KindsOf(Pool);
            foreach (var lost in await scope.ServiceProvider.GetRequiredService<Claims>().GiveBackLost(kinds, cancellationToken)) _queue.Remove(lost);

            var known = _queue.Ids;
            var open = await db.Generations.AsNoTracking()
                .Where(g => kinds.Contains(g.Kind) && (g.State == GenerationState.Queued || g.State == GenerationState.Running))
                .OrderBy(g => g.CreatedAt).ThenBy(g => g.Id)
                .Select(g => new { g.Id, g.WorkspaceId, g.State, g.Kind, g.Mode, g.Settings, g.CreatedAt }).ToListAsync(cancellationToken);
            var gone = known.Except(open.Select(g => g.Id)).ToList();
            gone.ForEach(_queue.Remove);

            // Handed out a while ago and still not claimed: whoever took it is gone, so it waits again.
            var unclaimed = open.Where(g => g.State == GenerationState.Queued && _queue.IsRunning(g.Id)).Select(g => g.Id).ToHashSet();
            foreach (var id in unclaimed.Intersect(_unclaimed)) _queue.Remove(id);
            _unclaimed = unclaimed;

            foreach (var row in open)
            {
                var job = new QueuedJob(row.Id, row.WorkspaceId, Pools.CostOf(row.Kind, row.Mode, row.Settings), row.CreatedAt, row.Settings.WithPicture);
                if (row.State == GenerationState.Running) _queue.MarkRunning(job);
                else await Enqueue(job);
            }

            // Whoever ended them may not have come to tell their watchers.
            foreach (var id in gone) await GrainFactory.GetGrain<IGenerationGrain>(id).Refresh();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(e, "The queue of {Pool} jobs could not be compared with the database; it is tried again in {Seconds} s", Pool, CompareInterval.TotalSeconds);
        }
    }
}
