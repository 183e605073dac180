using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Publications;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Brings together what a reviewer needs to see.</summary>
public sealed class CaseViews(MuseSparkDb db, PolicyBook policies, TimeProvider time)
{
    private const int SimilarCases = 5;

    public async Task<IReadOnlyList<CaseRow>> RowsAsync(IReadOnlyList<ReviewCase> cases, CancellationToken cancellationToken)
    {
        if (cases.Count == 0) return [];
        var workspace = cases[0].WorkspaceId;
        var works = cases.Select(c => c.GenerationId).ToList();
        var kinds = await db.Generations.Where(g => g.WorkspaceId == workspace && works.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.Kind, cancellationToken);
        var names = await NamesAsync(cases.Select(c => c.ClaimedBy).OfType<Guid>(), cancellationToken);
        return [.. cases.Select(c => RowOf(c, kinds.GetValueOrDefault(c.GenerationId, ""), names))];
    }

    public async Task<CaseView> OfAsync(ReviewCase entry, Guid person, CancellationToken cancellationToken)
    {
        var work = await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.WorkspaceId == entry.WorkspaceId && g.Id == entry.GenerationId, cancellationToken);
        var outputs = await db.AllOutputs.AsNoTracking().Where(o => o.WorkspaceId == entry.WorkspaceId && o.GenerationId == entry.GenerationId).OrderBy(o => o.Ordinal).ToListAsync(cancellationToken);
        var decisions = await db.Decisions.AsNoTracking().Where(d => d.WorkspaceId == entry.WorkspaceId && d.CaseId == entry.Id).OrderBy(d => d.Id).ToListAsync(cancellationToken);
        var reports = await db.Reports.AsNoTracking().Where(r => r.WorkspaceId == entry.WorkspaceId && r.GenerationId == entry.GenerationId).OrderBy(r => r.CreatedAt).Take(50).ToListAsync(cancellationToken);
        var strangers = await db.PublicReports.AsNoTracking().Where(r => r.WorkspaceId == entry.WorkspaceId && r.CaseId == entry.Id).OrderBy(r => r.CreatedAt).Take(50).ToListAsync(cancellationToken);
        var appeal = await db.Appeals.AsNoTracking().SingleOrDefaultAsync(a => a.WorkspaceId == entry.WorkspaceId && a.CaseId == entry.Id, cancellationToken);
        var page = entry.Door == Door.Publication ? await db.Publications.AsNoTracking().SingleOrDefaultAsync(p => p.WorkspaceId == entry.WorkspaceId && p.GenerationId == entry.GenerationId, cancellationToken) : null;
        var text = outputs.FirstOrDefault(o => o.Text is not null)?.Text;
        var names = await NamesAsync([.. decisions.Select(d => d.ReviewerId), .. entry.ClaimedBy is { } holder ? new[] { holder } : []], cancellationToken);
        var reviewers = await Reviewers.OfAsync(db, entry.WorkspaceId, [entry], cancellationToken);
        return new CaseView(
            RowOf(entry, work?.Kind ?? "", names), entry.Door.ToString(), entry.Screened, work?.Prompt ?? "This work was deleted.",
            entry.Door switch { Door.Prompt => work?.Prompt, Door.Publication => page is null || work is null ? null : PublicationScreen.TextOf(work, page.Words, text), _ => text },
            [.. outputs.Select(o => OutputViews.Of(o))], entry.Findings.Findings, await ScoresAsync(entry, cancellationToken), await AuthorAsync(entry, cancellationToken), await SimilarAsync(entry, cancellationToken),
            [.. decisions.Select(d => new DecisionView(d.Action, names.GetValueOrDefault(d.ReviewerId, "Somebody who left"), d.Proposed, d.OnAppeal, d.Clause, d.Statement, d.CreatedAt))],
            [.. reports.Select(r => new ReportView(r.Category, r.Words, r.CreatedAt)).Concat(strangers.Select(r => new ReportView(r.Category, r.Words, r.CreatedAt, IsMember: false, r.Name))).OrderBy(r => r.At)],
            appeal is null ? null : new AppealView(appeal.Words, appeal.CreatedAt, appeal.Overturned, appeal.DecidedAt),
            !entry.IsOpen ? "This has been decided." : reviewers.Refusal(entry, person));
    }

    private async Task<IReadOnlyList<CaseScore>> ScoresAsync(ReviewCase entry, CancellationToken cancellationToken)
    {
        var screened = await db.Screenings.AsNoTracking().Where(s => s.WorkspaceId == entry.WorkspaceId && s.GenerationId == entry.GenerationId)
            .OrderByDescending(s => s.CreatedAt).Take(20).Select(s => s.Scores).ToListAsync(cancellationToken);
        var applied = (await policies.ForAsync(entry.WorkspaceId, cancellationToken)).Select(p => p.Document).ToList();
        Thresholds Strictest(string category)
        {
            var all = applied.Select(p => p.For(category, entry.Surface)).ToList();
            return new Thresholds(all.Min(t => t.Label), all.Min(t => t.Hold), all.Min(t => t.Block));
        }

        return [.. screened.SelectMany(s => s.ByCategory).GroupBy(s => s.Key, s => s.Value)
            .Select(s => new CaseScore(s.Key, s.Max(), Strictest(s.Key))).OrderByDescending(s => s.Score)];
    }

    private async Task<AuthorHistory> AuthorAsync(ReviewCase entry, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (workspace, author) = (entry.WorkspaceId, entry.AuthorId);
        var user = await db.Users.Where(u => u.Id == author).Select(u => new { u.DisplayName, u.CreatedAt }).SingleOrDefaultAsync(cancellationToken);
        return new AuthorHistory(
            user?.DisplayName ?? "Somebody whose account is gone", user?.CreatedAt ?? entry.CreatedAt,
            await db.Generations.CountAsync(g => g.WorkspaceId == workspace && g.UserId == author, cancellationToken),
            await db.Cases.CountAsync(c => c.WorkspaceId == workspace && c.AuthorId == author, cancellationToken),
            await db.Cases.CountAsync(c => c.WorkspaceId == workspace && c.AuthorId == author && c.DecidedAt != null && c.Decision != CaseDecision.Allow, cancellationToken),
            await db.Strikes.CountAsync(s => s.WorkspaceId == workspace && s.UserId == author && s.RevokedAt == null && s.ExpiresAt > now, cancellationToken),
            await db.Suspensions.Where(s => s.WorkspaceId == workspace && s.UserId == author && s.LiftedAt == null && s.Until > now).MaxAsync(s => (DateTime?)s.Until, cancellationToken));
    }

    /// <summary>Decided cases of the same category, those of the nearest score first among the newest.</summary>
    private async Task<IReadOnlyList<CaseDecided>> SimilarAsync(ReviewCase entry, CancellationToken cancellationToken)
    {
        var newest = await db.Cases.AsNoTracking()
            .Where(c => c.WorkspaceId == entry.WorkspaceId && c.Category == entry.Category && c.DecidedAt != null && c.Id != entry.Id && c.Decision != null)
            .OrderByDescending(c => c.DecidedAt).Take(50)
            .Join(db.Generations, c => new { c.WorkspaceId, Id = c.GenerationId }, g => new { g.WorkspaceId, g.Id }, (c, g) => new { c.Id, g.Prompt, c.Category, c.Confidence, c.Decision, c.DecidedAt })
            .ToListAsync(cancellationToken);
        return [.. newest.OrderBy(c => Math.Abs(c.Confidence - entry.Confidence)).Take(SimilarCases).Select(c => new CaseDecided(c.Id, c.Prompt, c.Category, c.Confidence, c.Decision!.Value, c.DecidedAt!.Value))];
    }

    private Task<Dictionary<Guid, string>> NamesAsync(IEnumerable<Guid> people, CancellationToken cancellationToken)
    {
        var ids = people.Distinct().ToList();
        return db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
    }

    private CaseRow RowOf(ReviewCase c, string kind, Dictionary<Guid, string> names)
    {
        var held = c.ClaimedBy is not null && c.ClaimedUntil > time.GetUtcNow().UtcDateTime;
        return new CaseRow(c.Id, c.GenerationId, kind, c.Category, c.Severity, c.Surface, c.Confidence, c.Reports, c.State, c.CreatedAt, c.DueAt,
            held ? names.GetValueOrDefault(c.ClaimedBy!.Value, "Somebody who left") : null, held ? c.ClaimedUntil : null, c.Version, c.IsSample);
    }
}
