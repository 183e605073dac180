using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Scheduling;
using Orleans.Concurrency;

namespace MuseSpark.Web.Generations.Live;

/// <remarks>The table stays the truth: a grain that is lost comes back from its rows, and the worker fills in what they lack.</remarks>
[Reentrant, CollectionAgeLimit(Minutes = 5)]
public sealed class GenerationGrain(IServiceScopeFactory scopes, IGrainFactory grains, TimeProvider time) : Grain, IGenerationGrain
{
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(1);

    private readonly GenerationLog _log = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _cancelRequested;
    private string _pool = Pools.Text;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => ReadRowsAsync(cancellationToken);

    public Task<PublishAnswer> Publish(long after, LoggedEvent[] events, CancellationToken cancellationToken)
    {
        // When `after` is ahead of this log, something between is missing: take nothing and say from where.
        if (after <= _log.Last && events.Length > 0) Append(events);
        return Task.FromResult(new PublishAnswer(_log.Last, _cancelRequested));
    }

    public async IAsyncEnumerable<LoggedEvent> Watch(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var position = 0; ;)
        {
            var changed = _changed.Task;
            foreach (var item in _log.After(after))
            {
                after = item.Seq;
                yield return item;
            }

            if (_log.IsFinished) yield break;
            if (_log.Last > 0)
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            // Nothing has begun: tell the place in the queue, which no log needs to keep, so it bears no number.
            var now = await grains.GetGrain<ISchedulerGrain>(_pool).PositionOf(this.GetPrimaryKey());
            if (now != position && now > 0) yield return LoggedEvent.Of(0, new QueuedEvent(now));
            position = now;
            await Task.WhenAny(changed, Task.Delay(PositionInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task Refresh() => ReadRowsAsync(CancellationToken.None);

    public Task Cancel()
    {
        _cancelRequested = true;
        return Task.CompletedTask;
    }

    private async Task ReadRowsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        var id = this.GetPrimaryKey();
        var earlier = _cancelRequested;
        var generation = await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, cancellationToken);
        if (generation is null) return;
        var rows = await db.GenerationEvents.AsNoTracking()
            .Where(e => e.WorkspaceId == generation.WorkspaceId && e.GenerationId == id).OrderBy(e => e.Seq).ToListAsync(cancellationToken);
        // A wish that came while the row was read stays; an older one ends with what it was about.
        _cancelRequested = generation.CancelRequested || (_cancelRequested && !earlier);
        _pool = Pools.Of(generation.Kind);
        Append(rows.Select(LoggedEvent.FromRow));
        if (generation.IsFinal && !_log.IsFinished) Append([LoggedEvent.Of(LoggedEvent.LastOf(generation.Fence), FinalEventOf(generation))]);
    }

    /// <summary>For a work whose log is not there, as after a partial restore: its watchers are told the end all the same.</summary>
    private static GenerationEventData FinalEventOf(Generation generation) => generation.State switch
    {
        GenerationState.Completed => new CompletedEvent(new UsageView(generation.TextTokens, generation.PictureSteps, generation.WorkMilliseconds)),
        GenerationState.Failed => new FailedEvent(generation.Error ?? ""),
        GenerationState.Withdrawn => new WithdrawnEvent(generation.Error),
        _ => new CancelledEvent(),
    };

    private void Append(IEnumerable<LoggedEvent> events)
    {
        foreach (var item in events) _log.Append(item);
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
