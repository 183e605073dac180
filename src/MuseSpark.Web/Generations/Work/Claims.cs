using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Generations.Work;

/// <summary>A worker's right to a job, good for as long as the row bears its fence.</summary>
public sealed record Claim(Generation Job, long Fence);

/// <summary>
/// Who works on what. Every change is a compare-and-set on state and fence, so that a worker that woke from the dead changes
/// nothing (Kleppmann, "How to do distributed locking", 2016).
/// </summary>
public sealed class Claims(DatabaseRetry database, IOptions<WorkerOptions> options, TimeProvider time)
{
    private const string Poisoned = "It was begun {0} times and the server stopped each time, so it is not tried again. Try a smaller size or another model.";

    /// <summary>Takes a queued job; null when someone else has, or when it was cancelled or tried too often and has ended instead.</summary>
    public Task<Claim?> TakeAsync(Guid id, CancellationToken cancellationToken) => database.RunAsync(async (db, ct) =>
    {
        var job = await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id && g.State == GenerationState.Queued, ct);
        if (job is null) return null;
        if (job.CancelRequested)
        {
            await EndWaitingAsync(db, job, GenerationState.Cancelled, new CancelledEvent(), ct);
            return null;
        }

        if (job.Attempt >= options.Value.MaxAttempts)
        {
            var reason = string.Format(CultureInfo.InvariantCulture, Poisoned, job.Attempt);
            await EndWaitingAsync(db, job, GenerationState.Failed, new FailedEvent(reason), ct);
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var taken = await db.Generations
            .Where(g => g.Id == id && g.State == GenerationState.Queued && g.Fence == job.Fence)
            .ExecuteUpdateAsync(set => set
                .SetProperty(g => g.State, GenerationState.Running)
                .SetProperty(g => g.Fence, job.Fence + 1)
                .SetProperty(g => g.Attempt, job.Attempt + 1)
                .SetProperty(g => g.LeaseOwner, ProcessName.Current)
                .SetProperty(g => g.LeaseUntil, now + options.Value.Lease)
                .SetProperty(g => g.StartedAt, now), ct);
        if (taken == 0) return null;
        job.Attempt++;
        job.Fence++;
        job.StartedAt = now;
        return new Claim(job, job.Fence);
    }, cancellationToken);

    /// <summary>Keeps the claim, or takes up again what was put back and not begun since; null when it is lost, else whether the person asked to cancel.</summary>
    public Task<bool?> RenewAsync(Claim claim, CancellationToken cancellationToken) => database.RunAsync<bool?>(async (db, ct) =>
    {
        var until = time.GetUtcNow().UtcDateTime + options.Value.Lease;
        var kept = await NotBegunSince(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.State, GenerationState.Running)
            .SetProperty(g => g.LeaseOwner, ProcessName.Current)
            .SetProperty(g => g.LeaseUntil, until), ct);
        return kept == 0 ? null : await db.Generations.Where(g => g.Id == claim.Job.Id).Select(g => g.CancelRequested).SingleAsync(ct);
    }, cancellationToken);

    /// <summary>Puts a job back because this process stops; that does not count as an attempt.</summary>
    public Task<bool> GiveBackAsync(Claim claim, CancellationToken cancellationToken) => database.RunAsync(async (db, ct) =>
        await db.Generations.Where(g => g.Id == claim.Job.Id && g.Fence == claim.Fence && g.State == GenerationState.Running).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.State, GenerationState.Queued)
            .SetProperty(g => g.Attempt, g => g.Attempt - 1)
            .SetProperty(g => g.LeaseOwner, (string?)null)
            .SetProperty(g => g.LeaseUntil, (DateTime?)null), ct) > 0, cancellationToken);

    /// <summary>Puts back jobs whose worker has not been heard of in time, or was a process of this host that is gone.</summary>
    public async Task<IReadOnlyList<Guid>> GiveBackLost(IReadOnlyList<string> kinds, CancellationToken cancellationToken) =>
        await database.RunAsync(async (db, ct) =>
    {
        var now = time.GetUtcNow().UtcDateTime;
        var lost = new List<Guid>();
        foreach (var job in await db.Generations.Where(g => g.State == GenerationState.Running && kinds.Contains(g.Kind))
            .Select(g => new { g.Id, g.Fence, g.LeaseOwner, g.LeaseUntil }).ToListAsync(ct))
        {
            if (job.LeaseUntil >= now && !(job.LeaseOwner is { } owner && ProcessName.IsGone(owner))) continue;
            var changed = await db.Generations.Where(g => g.Id == job.Id && g.Fence == job.Fence && g.State == GenerationState.Running)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(g => g.State, GenerationState.Queued)
                    .SetProperty(g => g.LeaseOwner, (string?)null)
                    .SetProperty(g => g.LeaseUntil, (DateTime?)null), ct);
            if (changed > 0) lost.Add(job.Id);
        }

        return lost;
    }, cancellationToken);

    /// <summary>Writes the result: outputs, their records, the rest of the log and the state, all or nothing. False when the claim is lost.</summary>
    public Task<bool> FinishAsync(Claim claim, Result result, Func<long, IEnumerable<LoggedEvent>> eventsAfter, CancellationToken cancellationToken) =>
        database.RunAsync((db, ct) => db.InTransactionAsync(result.IsKept ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, async token =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var held = await NotBegunSince(db, claim).ExecuteUpdateAsync(set => set
                .SetProperty(g => g.State, result.State)
                .SetProperty(g => g.Error, result.Error)
                .SetProperty(g => g.Label, g => result.Label ?? g.Label)
                .SetProperty(g => g.TextTokens, result.Usage.TextTokens)
                .SetProperty(g => g.PictureSteps, result.Usage.PictureSteps)
                .SetProperty(g => g.WorkMilliseconds, result.Usage.Milliseconds)
                .SetProperty(g => g.LeaseOwner, (string?)null)
                .SetProperty(g => g.LeaseUntil, (DateTime?)null)
                .SetProperty(g => g.FinishedAt, now), token);
            if (held == 0) return false;
            // Decided on its words, before there was anything to hide.
            if (await db.Generations.Where(g => g.Id == claim.Job.Id).Select(g => g.Restriction).SingleAsync(token) == CaseDecision.Hide)
                foreach (var output in result.Made.Select(made => made.Output).Where(o => o.Withheld == Withheld.No)) output.Withheld = Withheld.FromOthers;
            db.Outputs.AddRange(result.Made.Select(made => made.Output));
            db.ProvenanceRecords.AddRange(result.Made.Select(made => made.Record));
            db.Fingerprints.AddRange(result.Made.SelectMany(made => made.Fingerprints));
            if (result.Screened.Store(db) is { Screened: ScreenAction.Block } stopped) await AutomaticDecision.RecordAsync(db, stopped, now, token);
            // What streamed before it was held or withdrawn is not kept where members read.
            if (result.IsKept)
                await db.GenerationEvents.Where(e => e.WorkspaceId == claim.Job.WorkspaceId && e.GenerationId == claim.Job.Id).ExecuteDeleteAsync(token);
            var saved = await JobRecorder.LastSavedAsync(db, claim.Job, token);
            db.GenerationEvents.AddRange(eventsAfter(saved).Select(e => e.ToRow(claim.Job, now)));
            await db.SaveChangesAsync(token);
            return true;
        }, ct), cancellationToken);

    /// <summary>Ends a job that still waits; false when it no longer does.</summary>
    public Task<bool> EndWaitingAsync(MuseSparkDb db, Generation job, GenerationState state, GenerationEventData final, CancellationToken cancellationToken) =>
        db.InTransactionAsync(IsolationLevel.ReadCommitted, async token =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var ended = await db.Generations.Where(g => g.Id == job.Id && g.State == GenerationState.Queued && g.Fence == job.Fence)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(g => g.State, state)
                    .SetProperty(g => g.Error, (final as FailedEvent)?.Reason)
                    .SetProperty(g => g.FinishedAt, now), token);
            if (ended == 0) return false;
            db.GenerationEvents.Add(LoggedEvent.Of(LoggedEvent.LastOf(job.Fence), final).ToRow(job, now));
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken);

    /// <summary>
    /// The row while the claim is good. A job whose lease ran out while the database was away may wait in the queue again; as long as
    /// its fence is the claim's nobody has begun it since, so what its worker has made of it is not thrown away.
    /// </summary>
    private static IQueryable<Generation> NotBegunSince(MuseSparkDb db, Claim claim) => db.Generations.Where(g =>
        g.Id == claim.Job.Id && g.Fence == claim.Fence && (g.State == GenerationState.Running || g.State == GenerationState.Queued));
}
