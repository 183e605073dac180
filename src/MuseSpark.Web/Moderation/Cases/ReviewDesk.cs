using System.Data;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Ledger;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>What came of an attempt to decide: the case as it is now, or why nothing was decided.</summary>
public sealed record Outcome(ReviewCase? Case, string? Refusal)
{
    public bool Proposed => Case?.State == CaseState.Second;
}

/// <summary>Hands cases to reviewers, one at a time, and takes their decisions.</summary>
/// <remarks>Every change is a compare-and-set on the case's version, so two who decide at once can't both.</remarks>
public sealed class ReviewDesk(MuseSparkDb db, Enforcement enforcement, TimeProvider time)
{
    /// <summary>How long a claim lasts; whoever looks longer claims again, whoever left holds nobody up.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>The cases that wait, the most urgent first.</summary>
    public IQueryable<ReviewCase> Waiting(Guid workspaceId) =>
        db.Cases.AsNoTracking().Where(c => c.WorkspaceId == workspaceId && ReviewCase.OpenStates.Contains(c.State)).OrderBy(c => c.DueAt).ThenBy(c => c.Id);

    /// <summary>Claims the most urgent case that this person may decide and nobody else is looking at; null when there is none.</summary>
    public async Task<ReviewCase?> NextAsync(Guid workspaceId, Guid person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var free = Waiting(workspaceId).Where(c => c.ClaimedBy == null || c.ClaimedUntil < now || c.ClaimedBy == person);
        for (var skip = 0; ; skip += 20)
        {
            var some = await free.Skip(skip).Take(20).ToListAsync(cancellationToken);
            if (some.Count == 0) return null;
            var reviewers = await Reviewers.OfAsync(db, workspaceId, some, cancellationToken);
            foreach (var entry in some.Where(c => reviewers.Refusal(c, person) is null))
                if (await ClaimAsync(entry, person, cancellationToken)) return entry;
        }
    }

    /// <returns>False when somebody else has it, or has decided.</returns>
    public async Task<bool> ClaimAsync(ReviewCase entry, Guid person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claimed = await db.Cases.Where(c => c.WorkspaceId == entry.WorkspaceId && c.Id == entry.Id && c.Version == entry.Version && ReviewCase.OpenStates.Contains(c.State)
                && (c.ClaimedBy == null || c.ClaimedUntil < now || c.ClaimedBy == person))
            .ExecuteUpdateAsync(set => set
                .SetProperty(c => c.ClaimedBy, person)
                .SetProperty(c => c.ClaimedUntil, now + Lease)
                .SetProperty(c => c.Version, c => c.Version + 1), cancellationToken);
        if (claimed == 0) return false;
        (entry.ClaimedBy, entry.ClaimedUntil) = (person, now + Lease);
        entry.Version++;
        return true;
    }

    public Task ReleaseAsync(ReviewCase entry, Guid person, CancellationToken cancellationToken) =>
        db.Cases.Where(c => c.WorkspaceId == entry.WorkspaceId && c.Id == entry.Id && c.ClaimedBy == person)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ClaimedBy, (Guid?)null).SetProperty(c => c.ClaimedUntil, (DateTime?)null).SetProperty(c => c.Version, c => c.Version + 1), cancellationToken);

    /// <param name="version">Of the case as the reviewer saw it.</param>
    public async Task<Outcome> DecideAsync(Guid workspaceId, Guid caseId, Guid person, DecisionRequest request, CancellationToken cancellationToken)
    {
        var outcome = await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            var entry = await db.Cases.SingleOrDefaultAsync(c => c.WorkspaceId == workspaceId && c.Id == caseId, token);
            if (entry is null) return new Outcome(null, "This case is gone.");
            var now = time.GetUtcNow().UtcDateTime;
            var reviewers = await Reviewers.OfAsync(db, workspaceId, [entry], token);
            if (Refuse(entry, person, request, reviewers, now) is { } refusal) return new Outcome(null, refusal);

            var onAppeal = entry.State == CaseState.Appealed;
            // A second person who says the same confirms; what a second person says differently, and is grave, is proposed anew.
            var confirms = entry.State == CaseState.Second && entry.Decision == request.Action && entry.DecidedBy != person;
            // On appeal it is another person who decides already.
            var proposed = !onAppeal && IsGrave(entry, request.Action) && !confirms && reviewers.CanHaveSecond(entry, person);
            var before = new { state = entry.State, decision = entry.Decision };
            var decision = new Decision
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                WorkspaceId = workspaceId,
                CaseId = caseId,
                ReviewerId = person,
                Action = request.Action,
                Proposed = proposed,
                OnAppeal = onAppeal,
                Clause = request.Action == CaseDecision.Allow ? null : request.Clause,
                Statement = StatementText.Of(entry.Screened != ScreenAction.Allow, entry.IsSample, entry.Reports, request, onAppeal),
                CreatedAt = now,
            };
            db.Decisions.Add(decision);
            var previous = entry.Decision;
            entry.State = proposed ? CaseState.Second : onAppeal ? CaseState.Closed : CaseState.Decided;
            (entry.Decision, entry.DecidedBy, entry.DecidedAt) = (request.Action, person, now);
            (entry.ClaimedBy, entry.ClaimedUntil) = (null, null);
            entry.Version++;
            // Strikes suspend for as long as they always do.
            var days = request.Action == CaseDecision.Suspend ? request.Days : null;
            if (!proposed) await enforcement.ApplyAsync(entry, decision, previous, days, now, token);
            await LedgerWriter.AppendAsync(db, workspaceId, person, proposed ? "proposed" : onAppeal ? "decided-appeal" : "decided", caseId,
                new { before, after = new { state = entry.State, decision = request.Action }, category = entry.Category, sample = entry.IsSample, clause = decision.Clause, reason = request.Facts, law = request.Law, days }, now, token);
            await db.SaveChangesAsync(token);
            return new Outcome(entry, null);
        }, cancellationToken);
        if (outcome is { Case: { } decided, Proposed: false }) await enforcement.TellAsync(decided);
        return outcome;
    }

    private static string? Refuse(ReviewCase entry, Guid person, DecisionRequest request, Reviewers reviewers, DateTime now)
    {
        if (!entry.IsOpen) return "This has been decided already.";
        if (entry.Version != request.Version) return "This has changed since you opened it. Look at it again before you decide.";
        if (entry.ClaimedBy is { } holder && holder != person && entry.ClaimedUntil > now) return "Somebody else is looking at this.";
        if (request.Action != CaseDecision.Allow && request.Clause is null) return "Choose the clause that it breaks.";
        if (entry.State == CaseState.Appealed && DecisionChoice.IsHarsher(request.Action, entry.Decision)) return "An appeal never ends harsher than what it is against.";
        if (request.Clause is { } clause && !Categories.Clauses.Contains(clause)) return $"There is no clause \"{clause}\".";
        return reviewers.Refusal(entry, person);
    }

    /// <summary>What hits hard or can't be undone for those who saw it.</summary>
    public static bool IsGrave(ReviewCase entry, CaseDecision action) =>
        DecisionChoice.IsGrave(action, entry.Severity);
}
