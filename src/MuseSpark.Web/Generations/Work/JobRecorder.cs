using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;

namespace MuseSpark.Web.Generations.Work;

/// <summary>
/// Takes events from the model's loop without making it wait, and passes them on: to watchers every 50 ms or 64 events,
/// whichever is first, and to the database every 250 ms. Text that was saved late is not lost: a job that is begun anew
/// writes the same text again.
/// </summary>
public sealed class JobRecorder : IAsyncDisposable
{
    private const int EventsPerPublish = 64;
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(50), SaveInterval = TimeSpan.FromMilliseconds(250);

    private readonly Claim _claim;
    private readonly IGenerationGrain _grain;
    private readonly DatabaseRetry _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();
    private readonly GenerationLog _log = new();
    private readonly SemaphoreSlim _any = new(0, 1), _many = new(0, 1);
    private readonly CancellationTokenSource _closing = new(), _cancelRequested = new();
    private readonly Task _pumps;
    private int _unpublished;
    private long _published;

    public JobRecorder(Claim claim, IGenerationGrain grain, DatabaseRetry database, TimeProvider time, ILogger logger)
    {
        (_claim, _grain, _database, _time, _logger) = (claim, grain, database, time, logger);
        _pumps = Task.WhenAll(Task.Run(PublishLoopAsync), Task.Run(SaveLoopAsync));
    }

    /// <summary>Set when the person asked to cancel.</summary>
    public CancellationToken CancelRequested => _cancelRequested.Token;

    public Task CancelAsync() => _cancelRequested.CancelAsync();

    public void Record(GenerationEventData data)
    {
        lock (_gate)
        {
            _log.Append(_claim.Fence, data);
            _unpublished++;
            if (_any.CurrentCount == 0) _any.Release();
            if (_unpublished >= EventsPerPublish && _many.CurrentCount == 0) _many.Release();
        }
    }

    /// <summary>Ends the passing on and adds the last events, which are only told once <paramref name="commit"/> has stored them.</summary>
    /// <param name="commit">Stores the result, with the events after the last one stored; false when the claim is lost.</param>
    public async Task FinishAsync(IEnumerable<GenerationEventData> last, Func<Func<long, IEnumerable<LoggedEvent>>, Task<bool>> commit)
    {
        await StopPumpsAsync();
        foreach (var data in last) Record(data);
        if (await commit(UnsavedAfter)) await PublishAsync(CancellationToken.None);
        else await _grain.Refresh();
    }

    public async ValueTask DisposeAsync()
    {
        await StopPumpsAsync();
        _closing.Dispose();
        _cancelRequested.Dispose();
        _any.Dispose();
        _many.Dispose();
    }

    private async Task StopPumpsAsync()
    {
        await _closing.CancelAsync();
        await _pumps;
    }

    private async Task PublishLoopAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                // Also without news, to hear of a cancellation.
                await _any.WaitAsync(TimeSpan.FromMilliseconds(500), _closing.Token);
                var hearsOfCancelling = await PublishAsync(_closing.Token) && !CancelRequested.IsCancellationRequested;
                if (hearsOfCancelling && await IsCancelRequestedAsync(_closing.Token)) await CancelAsync();
                await _many.WaitAsync(PublishInterval, _closing.Token);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _logger.LogWarning(e, "Watchers of {Generation} could not be told, or it could not be asked whether to stop; both are tried again with the next events", _claim.Job.Id);
            }
        }
    }

    /// <returns>Whether the grain heard of a wish to cancel.</returns>
    private async Task<bool> PublishAsync(CancellationToken cancellationToken)
    {
        LoggedEvent[] events;
        lock (_gate)
        {
            events = _log.After(_published);
            _unpublished = 0;
        }

        var answer = await _grain.Publish(_published, events, cancellationToken);
        _published = answer.Last;
        return answer.CancelRequested;
    }

    /// <summary>The row decides: what the grain heard may be of an earlier claim, when a work that was cancelled is begun anew after an appeal.</summary>
    private Task<bool> IsCancelRequestedAsync(CancellationToken cancellationToken) => _database.RunAsync(
        (db, ct) => db.Generations.AnyAsync(g => g.Id == _claim.Job.Id && g.Fence == _claim.Fence && g.CancelRequested, ct), cancellationToken);

    private async Task SaveLoopAsync()
    {
        try
        {
            for (long saved = 0; ;)
            {
                await Task.Delay(SaveInterval, _time, _closing.Token);
                if (_log.Last == saved) continue;
                saved = await _database.RunAsync(SaveAsync, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // What is not saved yet is saved with the result.
        }
        catch (Exception e)
        {
            _logger.LogError(e, "The log of {Generation} is no longer saved while it runs; the rest is saved with the result", _claim.Job.Id);
        }
    }

    private async Task<long> SaveAsync(MuseSparkDb db, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var saved = await LastSavedAsync(db, _claim.Job, cancellationToken);
        db.GenerationEvents.AddRange(UnsavedAfter(saved).Select(e => e.ToRow(_claim.Job, now)));
        await db.SaveChangesAsync(cancellationToken);
        return Math.Max(saved, db.GenerationEvents.Local.Max(e => (long?)e.Seq) ?? 0);
    }

    /// <summary>Asked of the table each time, since a commit whose answer was lost may have happened.</summary>
    public static async Task<long> LastSavedAsync(MuseSparkDb db, Generation job, CancellationToken cancellationToken) =>
        await db.GenerationEvents.Where(e => e.WorkspaceId == job.WorkspaceId && e.GenerationId == job.Id)
            .MaxAsync(e => (long?)e.Seq, cancellationToken) ?? 0;

    /// <summary>Steps, and how far drafts are, are for watchers only.</summary>
    private IEnumerable<LoggedEvent> UnsavedAfter(long seq)
    {
        lock (_gate) return [.. _log.After(seq).Where(e => e.Type is not (StepEvent.Name or WritingEvent.Name))];
    }
}
