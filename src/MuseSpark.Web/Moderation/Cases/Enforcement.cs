using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Generations.Scheduling;
using MuseSpark.Web.Moderation.Members;
using MuseSpark.Web.Moderation.Notices;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Carries out what was decided on a work and its author. What was withheld is kept, so that every decision can be taken back.</summary>
public sealed class Enforcement(MuseSparkDb db, IGrainFactory grains, TimeProvider time, ILogger<Enforcement> logger)
{
    /// <summary>Changes the work, its author's strikes and what its author is told, within the caller's transaction.</summary>
    /// <param name="previous">What was decided before an appeal.</param>
    /// <param name="days">How long a reviewer suspends; null for as long as usual.</param>
    public async Task ApplyAsync(ReviewCase entry, Decision decision, CaseDecision? previous, int? days, DateTime now, CancellationToken cancellationToken)
    {
        // What chance chose was never stopped: to find nothing in it changes nothing, and is no news.
        if (entry.IsSample && decision is { Action: CaseDecision.Allow, OnAppeal: false }) return;
        if (await db.Generations.SingleOrDefaultAsync(g => g.WorkspaceId == entry.WorkspaceId && g.Id == entry.GenerationId, cancellationToken) is { } work)
            await RestrictAsync(work, entry, decision.Action, decision.Clause ?? entry.Category, now, cancellationToken);
        if (entry.Door == Door.Publication)
        {
            var waits = decision.Action is not (CaseDecision.Allow or CaseDecision.Label or CaseDecision.Warn);
            await db.Publications.Where(p => p.WorkspaceId == entry.WorkspaceId && p.GenerationId == entry.GenerationId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Waits, waits), cancellationToken);
        }

        if (decision.OnAppeal) await CloseAppealAsync(entry, decision.Action, previous, now, cancellationToken);
        if (await db.Users.AnyAsync(u => u.Id == entry.AuthorId, cancellationToken))
        {
            if (!decision.OnAppeal) await MarkAuthorAsync(entry, decision, days ?? StatementText.SuspensionDays, now, cancellationToken);
            db.Notices.Add(NoticeOf(entry, decision, now));
        }
    }

    /// <summary>Lets go on what waited only because the screen could not look, within the caller's transaction.</summary>
    /// <param name="label">What to expect of it, as a category; null when nothing was found.</param>
    public async Task FreeAsync(ReviewCase entry, string? label, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.Generations.SingleOrDefaultAsync(g => g.WorkspaceId == entry.WorkspaceId && g.Id == entry.GenerationId, cancellationToken) is not { } work) return;
        var before = work.Label;
        await RestrictAsync(work, entry, CaseDecision.Allow, entry.Category, now, cancellationToken);
        work.Label ??= before ?? label;
        if (entry.Door == Door.Publication)
            await db.Publications.Where(p => p.WorkspaceId == entry.WorkspaceId && p.GenerationId == entry.GenerationId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Waits, false), cancellationToken);
        if (!await db.Users.AnyAsync(u => u.Id == entry.AuthorId, cancellationToken)) return;
        db.Notices.Add(new Notice
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            WorkspaceId = entry.WorkspaceId,
            UserId = entry.AuthorId,
            CaseId = entry.Id,
            GenerationId = entry.GenerationId,
            Title = "Your work goes on",
            Text = "It waited because nothing here could look at pictures. Now something can, and it may be shown.",
            CreatedAt = now,
        });
    }

    /// <summary>Tells the queue and the watchers, after the commit: they are told even when whoever decided no longer waits for the answer.</summary>
    public async Task TellAsync(ReviewCase entry)
    {
        try
        {
            var work = await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.WorkspaceId == entry.WorkspaceId && g.Id == entry.GenerationId, CancellationToken.None);
            if (work is { State: GenerationState.Queued }) await grains.GetGrain<ISchedulerGrain>(Pools.Of(work.Kind)).Enqueue(QueuedJob.Of(work));
            if (work is not null) await grains.GetGrain<IGenerationGrain>(work.Id).Refresh();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            logger.LogWarning(e, "{Generation} was decided on, but its queue and watchers could not be told; they find out within seconds", entry.GenerationId);
        }
    }

    private async Task RestrictAsync(Generation work, ReviewCase entry, CaseDecision action, string clause, DateTime now, CancellationToken cancellationToken)
    {
        if (await StrictestOtherAsync(entry, cancellationToken) is { } other && other.Action > action) (action, clause) = other;
        var stopped = action is CaseDecision.Remove or CaseDecision.Suspend;
        var outputs = await db.AllOutputs.Where(o => o.WorkspaceId == work.WorkspaceId && o.GenerationId == work.Id).ToListAsync(cancellationToken);
        work.Restriction = action == CaseDecision.Allow ? null : action;
        work.Label = action is CaseDecision.Label or CaseDecision.Warn or CaseDecision.Limit ? clause : null;
        foreach (var output in outputs) output.Withheld = stopped ? Withheld.FromAll : action == CaseDecision.Hide ? Withheld.FromOthers : Withheld.No;

        var waits = work.State is GenerationState.Held or GenerationState.Withdrawn;
        if (stopped)
        {
            if (work.State == GenerationState.Withdrawn) return;
            End(work, new WithdrawnEvent(Sentence(clause)), now);
            work.State = GenerationState.Withdrawn;
            work.Error = Sentence(clause);
        }
        else if (waits && (outputs.Count == 0 || (entry.Door == Door.Stream && entry.Screened == ScreenAction.Block)))
        {
            // Nothing was made of the words yet, or it was stopped in the middle: now it is made, from the beginning.
            db.RemoveRange(outputs);
            work.State = GenerationState.Queued;
            work.Cleared = outputs.Count > 0;
            work.Attempt = 0;
            work.CancelRequested = false;
            work.Error = null;
            work.FinishedAt = null;
            await db.GenerationEvents.Where(e => e.WorkspaceId == work.WorkspaceId && e.GenerationId == work.Id).ExecuteDeleteAsync(cancellationToken);
        }
        else if (waits)
        {
            work.State = GenerationState.Completed;
            work.Error = null;
            await db.GenerationEvents.Where(e => e.WorkspaceId == work.WorkspaceId && e.GenerationId == work.Id
                && (e.Type == HeldEvent.Name || e.Type == WithdrawnEvent.Name)).ExecuteDeleteAsync(cancellationToken);
            End(work, new CompletedEvent(new UsageView(work.TextTokens, work.PictureSteps, work.WorkMilliseconds)), now);
        }

        static string Sentence(string clause) => $"A reviewer took this away because of {Categories.WordsOf(clause)}. Your messages say why, and how to object.";
    }

    /// <summary>What the other cases of the work have come to; an appeal that was right has changed the decision of its case.</summary>
    private async Task<(CaseDecision Action, string Clause)?> StrictestOtherAsync(ReviewCase entry, CancellationToken cancellationToken)
    {
        var others = await db.Cases.AsNoTracking().Where(c => c.WorkspaceId == entry.WorkspaceId && c.GenerationId == entry.GenerationId && c.Id != entry.Id
            && (c.State == CaseState.Decided || c.State == CaseState.Appealed || c.State == CaseState.Closed)).ToListAsync(cancellationToken);
        if (others.MaxBy(StandingOf) is not { } strictest) return null;
        var clause = await db.Decisions.Where(d => d.WorkspaceId == entry.WorkspaceId && d.CaseId == strictest.Id).OrderByDescending(d => d.Id).Select(d => d.Clause).FirstOrDefaultAsync(cancellationToken);
        return (StandingOf(strictest), clause ?? strictest.Category);

        // What the screen stopped by itself has no decision of a person.
        static CaseDecision StandingOf(ReviewCase other) => other.Decision ?? (other.Screened == ScreenAction.Block ? CaseDecision.Remove : CaseDecision.Allow);
    }

    private void End(Generation work, GenerationEventData final, DateTime now)
    {
        // After all that any worker said: a new claim number of its own.
        work.Fence++;
        db.GenerationEvents.Add(LoggedEvent.Of(LoggedEvent.LastOf(work.Fence), final).ToRow(work, now));
    }

    private async Task CloseAppealAsync(ReviewCase entry, CaseDecision action, CaseDecision? previous, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.Appeals.SingleOrDefaultAsync(a => a.WorkspaceId == entry.WorkspaceId && a.CaseId == entry.Id, cancellationToken) is not { } appeal) return;
        appeal.Overturned = action < (previous ?? CaseDecision.Remove);
        appeal.DecidedAt = now;
        if (appeal.Overturned is false) return;
        foreach (var strike in await db.Strikes.Where(s => s.WorkspaceId == entry.WorkspaceId && s.CaseId == entry.Id && s.RevokedAt == null).ToListAsync(cancellationToken)) strike.RevokedAt = now;
        foreach (var suspension in await db.Suspensions.Where(s => s.WorkspaceId == entry.WorkspaceId && s.CaseId == entry.Id && s.LiftedAt == null).ToListAsync(cancellationToken)) suspension.LiftedAt = now;
        foreach (var suspension in await UnfoundedAsync(entry, now, cancellationToken)) suspension.LiftedAt = now;
    }

    /// <summary>Suspensions for too many strikes that would not have been too many without those of this case. Where a reviewer suspended, the decision says so.</summary>
    private Task<List<Suspension>> UnfoundedAsync(ReviewCase entry, DateTime now, CancellationToken cancellationToken) => db.Suspensions
        .Where(s => s.WorkspaceId == entry.WorkspaceId && s.UserId == entry.AuthorId && s.LiftedAt == null && s.Until > now
            && db.Decisions.Any(d => d.WorkspaceId == s.WorkspaceId && d.CaseId == s.CaseId && !d.Proposed && !d.OnAppeal && (d.Action == CaseDecision.Warn || d.Action == CaseDecision.Remove))
            && db.Strikes.Count(k => k.WorkspaceId == s.WorkspaceId && k.UserId == s.UserId && k.CaseId != entry.Id && k.RevokedAt == null
                && k.CreatedAt <= s.CreatedAt && k.ExpiresAt > s.CreatedAt) < Strike.TooMany)
        .ToListAsync(cancellationToken);

    private async Task MarkAuthorAsync(ReviewCase entry, Decision decision, int days, DateTime now, CancellationToken cancellationToken)
    {
        if (decision.Action is CaseDecision.Warn or CaseDecision.Remove or CaseDecision.Suspend)
        {
            db.Strikes.Add(new Strike { Id = Guid.CreateVersion7(time.GetUtcNow()), WorkspaceId = entry.WorkspaceId, UserId = entry.AuthorId, CaseId = entry.Id, CreatedAt = now, ExpiresAt = now + Strike.Lifetime });
        }

        var active = 1 + await db.Strikes.CountAsync(s => s.WorkspaceId == entry.WorkspaceId && s.UserId == entry.AuthorId && s.RevokedAt == null && s.ExpiresAt > now, cancellationToken);
        var tooMany = decision.Action is CaseDecision.Warn or CaseDecision.Remove && active >= Strike.TooMany;
        if (decision.Action != CaseDecision.Suspend && !tooMany) return;
        db.Suspensions.Add(new Suspension
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            WorkspaceId = entry.WorkspaceId,
            UserId = entry.AuthorId,
            CaseId = entry.Id,
            Reason = tooMany ? $"{active} strikes count against you at the moment." : decision.Statement.Facts,
            CreatedAt = now,
            Until = now.AddDays(days),
        });
    }

    private Notice NoticeOf(ReviewCase entry, Decision decision, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        WorkspaceId = entry.WorkspaceId,
        UserId = entry.AuthorId,
        CaseId = entry.Id,
        GenerationId = entry.GenerationId,
        Title = decision.Action switch
        {
            CaseDecision.Allow => decision.OnAppeal ? "Your appeal was right" : "Your work goes on",
            CaseDecision.Label => "Your work is shown with a label",
            CaseDecision.Warn => "A warning about your work",
            CaseDecision.Limit => "Your work can't be public",
            CaseDecision.Hide => "Your work is hidden from others",
            CaseDecision.Remove => "Your work was taken away",
            _ => "You can't make anything for a while",
        },
        Text = decision.Statement.Restriction,
        Statement = decision.Action == CaseDecision.Allow ? null : decision.Statement,
        AppealUntil = decision.Action == CaseDecision.Allow || decision.OnAppeal ? null : now + AppealsApi.Time,
        CreatedAt = now,
    };
}
