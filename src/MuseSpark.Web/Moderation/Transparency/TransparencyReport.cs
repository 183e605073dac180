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
        // What chance chose or people reported says nothing of how right a rule was, nor does what could not be screened.
        var found = decided.Where(c => c.Screened != ScreenAction.Allow && c.Category != Categories.Unscreened);
        var screened = await db.Screenings.Where(s => s.WorkspaceId == workspaceId && s.CreatedAt >= since).GroupBy(s => s.Action).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var byDecision = await decided.GroupBy(c => c.Decision!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var rules = await found.GroupBy(c => c.Category).Select(g => new { g.Key, All = g.Count(), Right = g.Count(c => c.Decision != CaseDecision.Allow) }).ToListAsync(cancellationToken);
        var spans = await decided.Where(c => !c.IsSample).OrderByDescending(c => c.DecidedAt).Take(NewestForMedian).Select(c => new { c.CreatedAt, c.DecidedAt }).ToListAsync(cancellationToken);
        var appeals = await db.Appeals.Where(a => a.WorkspaceId == workspaceId).GroupBy(a => a.Overturned).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        int Appeals(bool? overturned) => appeals.SingleOrDefault(a => a.Key == overturned)?.Count ?? 0;
        var settled = Appeals(true) + Appeals(false);
        var looks = await SecondLooksAsync(workspaceId, cancellationToken);
        return new TransparencyView(
            screened, byDecision, await cases.CountAsync(c => c.Screened == ScreenAction.Block && c.Decision == null, cancellationToken),
            await cases.CountAsync(c => ReviewCase.OpenStates.Contains(c.State), cancellationToken),
            spans.Count == 0 ? null : Median(spans.Select(s => (s.DecidedAt!.Value - s.CreatedAt).TotalHours)),
            appeals.Sum(a => a.Count), settled == 0 ? null : Appeals(true) / (double)settled, looks.Count == 0 ? null : looks.Count(l => l.First == l.Second) / (double)looks.Count, Agreement.Kappa(looks),
            [.. rules.OrderByDescending(r => r.All).Select(r => new RulePrecision(r.Key, r.All, r.Right, r.Right / (double)r.All))],
            await SamplesAsync(cases.Where(c => c.IsSample), cancellationToken),
            await DaysAsync(workspaceId, since, cancellationToken));
    }

    /// <summary>What chance chose among the allowed works, and how much of it people found to be wrong.</summary>
    private static async Task<SampleResult> SamplesAsync(IQueryable<ReviewCase> samples, CancellationToken cancellationToken)
    {
        var looked = await samples.Where(c => c.Decision != null && c.State != CaseState.Second).GroupBy(c => c.Decision != CaseDecision.Allow).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var (missed, all) = (looked.GetValueOrDefault(true), looked.Values.Sum());
        var (low, high) = Proportion.Interval(missed, all);
        return new SampleResult(await samples.CountAsync(c => ReviewCase.OpenStates.Contains(c.State), cancellationToken), all, missed, all == 0 ? null : missed / (double)all, low, high);
    }

    /// <summary>Of the cases that two people looked at, what each of them said.</summary>
    private async Task<IReadOnlyList<(CaseDecision First, CaseDecision Second)>> SecondLooksAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var looks = await db.Decisions.AsNoTracking().Where(d => d.WorkspaceId == workspaceId && !d.OnAppeal
            && db.Decisions.Any(p => p.WorkspaceId == workspaceId && p.CaseId == d.CaseId && p.Proposed)).Select(d => new { d.Id, d.CaseId, d.Action }).ToListAsync(cancellationToken);
        return [.. looks.GroupBy(d => d.CaseId).Select(g => g.OrderBy(d => d.Id).Select(d => d.Action).ToList()).Where(actions => actions.Count > 1).Select(actions => (actions[0], actions[1]))];
    }

    private async Task<IReadOnlyList<DayCount>> DaysAsync(Guid workspaceId, DateTime since, CancellationToken cancellationToken)
    {
        var decisions = await db.Decisions.Where(d => d.WorkspaceId == workspaceId && d.CreatedAt >= since).Select(d => d.CreatedAt).ToListAsync(cancellationToken);
        var reports = await db.Reports.Where(r => r.WorkspaceId == workspaceId && r.CreatedAt >= since).Select(r => r.CreatedAt).ToListAsync(cancellationToken);
        reports.AddRange(await db.PublicReports.Where(r => r.WorkspaceId == workspaceId && r.CreatedAt >= since).Select(r => r.CreatedAt).ToListAsync(cancellationToken));
        var (byDay, reported) = (decisions.CountBy(DateOnly.FromDateTime).ToDictionary(), reports.CountBy(DateOnly.FromDateTime).ToDictionary());
        return [.. Enumerable.Range(0, Days).Select(n => DateOnly.FromDateTime(since.AddDays(n))).Select(day => new DayCount(day, byDay.GetValueOrDefault(day), reported.GetValueOrDefault(day)))];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
