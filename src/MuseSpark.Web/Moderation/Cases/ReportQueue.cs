using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Puts what people point at into the queue of what the screen found.</summary>
public static class ReportQueue
{
    /// <summary>Makes the open case of a work more urgent, or opens one; the caller saves, within a serializable transaction.</summary>
    /// <param name="counts">False where the same person said so before: then it is not more urgent than it was.</param>
    public static async Task<ReviewCase> JoinAsync(
        MuseSparkDb db, Generation work, string category, Surface surface, bool counts, DateTime now, CancellationToken cancellationToken)
    {
        var open = await db.Cases.FirstOrDefaultAsync(c => c.WorkspaceId == work.WorkspaceId && c.GenerationId == work.Id && ReviewCase.OpenStates.Contains(c.State), cancellationToken);
        if (open is null) db.Cases.Add(open = CaseOf(work, category, surface, now));
        else if (!counts) return open;
        // Chance only chose it; now there is something to look for.
        if (open is { IsSample: true, Reports: 0 }) (open.Category, open.Confidence) = (category, 0.5);
        open.Reports++;
        open.Severity = Math.Max(open.Severity, Categories.SeverityOf(category));
        if (surface > open.Surface) open.Surface = surface;
        open.Version++;
        open.SetDue();
        return open;
    }

    private static ReviewCase CaseOf(Generation work, string category, Surface surface, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(new DateTimeOffset(now)),
        WorkspaceId = work.WorkspaceId,
        GenerationId = work.Id,
        AuthorId = work.UserId,
        Door = Door.Output,
        Screened = ScreenAction.Allow,
        Category = category,
        Findings = new FindingList([]),
        Severity = Categories.SeverityOf(category),
        Surface = surface,
        Confidence = 0.5,
        State = CaseState.Open,
        CreatedAt = now,
    };
}
