using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;

namespace MuseSpark.Web.Moderation.Transparency;

/// <summary>Counts what a workspace decided (Digital Services Act, Articles 15 and 24).</summary>
public sealed class TransparencyReport(MuseSparkDb db, TimeProvider time)
{
    private const int Days = 30, NewestForMedian = 1_000;

    public async Task<TransparencyView> OfAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow().UtcDateTime.Date.AddDays(1 - Days);
        var cases = db.Cases.AsNoTracking().Where(c => c.WorkspaceId == workspaceId);
        var decided = cases.Where(c => c.Decision != null && c.State != CaseState.Second);
        var screened = await db.Screenings.Where(s => s.WorkspaceId == workspaceId && s.CreatedAt >= since).GroupBy(s => s.Action).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var byDecision = await decided.GroupBy(c => c.Decision!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var rules = await decided.GroupBy(c => c.Category).Select(g => new { g.Key, All = g.Count(), Right = g.Count(c => c.Decision != CaseDecision.Allow) }).ToListAsync(cancellationToken);
        var spans = await decided.OrderByDescending(c => c.DecidedAt).Take(NewestForMedian).Select(c => new { c.CreatedAt, c.DecidedAt }).ToListAsync(cancellationToken);
        var appeals = await db.Appeals.Where(a => a.WorkspaceId == workspaceId).GroupBy(a => a.Overturned).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        int Appeals(bool? overturned) => appeals.SingleOrDefault(a => a.Key == overturned)?.Count ?? 0;
        var settled = Appeals(true) + Appeals(false);
        return new TransparencyView(
            screened, byDecision, await cases.CountAsync(c => c.Screened == ScreenAction.Block && c.Decision == null, cancellationToken),
            await cases.CountAsync(c => ReviewCase.OpenStates.Contains(c.State), cancellationToken),
            spans.Count == 0 ? null : Median(spans.Select(s => (s.DecidedAt!.Value - s.CreatedAt).TotalHours)),
            appeals.Sum(a => a.Count), settled == 0 ? null : Appeals(true) / (double)settled, await AgreementAsync(workspaceId, cancellationToken),
            [.. rules.OrderByDescending(r => r.All).Select(r => new RulePrecision(r.Key, r.All, r.Right, r.Right / (double)r.All))],
            await DaysAsync(workspaceId, since, cancellationToken));
    }

    /// <summary>Of the cases that two people looked at, the share in which the second said what the first had said.</summary>
    private async Task<double?> AgreementAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var looks = await db.Decisions.AsNoTracking().Where(d => d.WorkspaceId == workspaceId && !d.OnAppeal
            && db.Decisions.Any(p => p.WorkspaceId == workspaceId && p.CaseId == d.CaseId && p.Proposed)).Select(d => new { d.Id, d.CaseId, d.Action }).ToListAsync(cancellationToken);
        var pairs = looks.GroupBy(d => d.CaseId).Select(g => g.OrderBy(d => d.Id).Select(d => d.Action).ToList()).Where(actions => actions.Count > 1).ToList();
        return pairs.Count == 0 ? null : pairs.Count(p => p[0] == p[1]) / (double)pairs.Count;
    }

    private async Task<IReadOnlyList<DayCount>> DaysAsync(Guid workspaceId, DateTime since, CancellationToken cancellationToken)
    {
        var decisions = await db.Decisions.Where(d => d.WorkspaceId == workspaceId && d.CreatedAt >= since).Select(d => d.CreatedAt).ToListAsync(cancellationToken);
        var reports = await db.Reports.Where(r => r.WorkspaceId == workspaceId && r.CreatedAt >= since).Select(r => r.CreatedAt).ToListAsync(cancellationToken);
        var (byDay, reported) = (decisions.CountBy(DateOnly.FromDateTime).ToDictionary(), reports.CountBy(DateOnly.FromDateTime).ToDictionary());
        return [.. Enumerable.Range(0, Days).Select(n => DateOnly.FromDateTime(since.AddDays(n))).Select(day => new DayCount(day, byDay.GetValueOrDefault(day), reported.GetValueOrDefault(day)))];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
