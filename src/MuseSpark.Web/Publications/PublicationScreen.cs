using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Publications;

/// <summary>Looks at everything that a public page would show, by what everybody may see.</summary>
public sealed class PublicationScreen(MuseSparkDb db, Screener screener, TimeProvider time)
{
    public async Task<ScreeningLog> LookAsync(Generation work, Guid publisher, Publication page, CancellationToken cancellationToken)
    {
        var log = new ScreeningLog(time);
        var material = new Material(work.WorkspaceId, publisher, Door.Publication, Surface.Public, work.Id);
        foreach (var output in await db.Outputs.AsNoTracking().Where(o => o.WorkspaceId == work.WorkspaceId && o.GenerationId == work.Id && o.Text != null).ToListAsync(cancellationToken))
            log.Add(material with { OutputId = output.Id }, await screener.TextAsync(material, output.Text!, cancellationToken));
        var beside = string.Join('\n', new[] { page.Title, page.AltText, page.ShowsPrompt ? work.Prompt : null }.OfType<string>());
        log.Add(material, await screener.TextAsync(material, beside, cancellationToken));
        return log;
    }

    /// <summary>Whether reviewers have said already that this work may be public.</summary>
    public Task<bool> IsClearedAsync(Generation work, CancellationToken cancellationToken) => db.Cases.AnyAsync(
        c => c.WorkspaceId == work.WorkspaceId && c.GenerationId == work.Id && c.Door == Door.Publication
            && (c.Decision == CaseDecision.Allow || c.Decision == CaseDecision.Label || c.Decision == CaseDecision.Warn) && (c.State == CaseState.Decided || c.State == CaseState.Closed), cancellationToken);
}
