using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Publications;

/// <summary>What a publisher has the page say beside the work.</summary>
public sealed record PublicWords(string? Title, string? AltText, bool ShowsPrompt);

/// <summary>
/// Looks at everything that a public page would show, by what everybody may see. What reviewers have let become public, the work and the words
/// beside it, is not asked about twice; other words are.
/// </summary>
public sealed class PublicationScreen(MuseSparkDb db, Screener screener, PictureScreen pictures, BlobStore blobs, TimeProvider time)
{
    /// <summary>All that a page says, in the order in which findings count: the words beside the work, then its own.</summary>
    public static string TextOf(Generation work, PublicWords page, string? text) =>
        string.Join('\n', new[] { page.Title, page.AltText, page.ShowsPrompt ? work.Prompt : null, text }.OfType<string>());

    public async Task<ScreeningLog> LookAsync(Generation work, Guid publisher, PublicWords page, CancellationToken cancellationToken)
    {
        var log = new ScreeningLog(time);
        var material = new Material(work.WorkspaceId, publisher, Door.Publication, Surface.Public, work.Id);
        var isCleared = await IsClearedAsync(work, cancellationToken);
        var shown = await db.Publications.AsNoTracking().Where(p => p.WorkspaceId == work.WorkspaceId && p.GenerationId == work.Id && !p.Waits)
            .Select(p => new PublicWords(p.Title, p.AltText, p.ShowsPrompt)).SingleOrDefaultAsync(cancellationToken);
        if (!isCleared)
        {
            foreach (var output in await db.Outputs.AsNoTracking().Where(o => o.WorkspaceId == work.WorkspaceId && o.GenerationId == work.Id).ToListAsync(cancellationToken))
            {
                if (output.Text is { } text) log.Add(material with { OutputId = output.Id }, Behind(TextOf(work, page, text).Length - text.Length, await screener.TextAsync(material, text, cancellationToken)));
                else if (!await VouchedPictures.IncludeAsync(db, work, cancellationToken)) log.Add(material with { OutputId = output.Id }, await PictureAsync(material, output, cancellationToken));
            }
        }

        if (isCleared && page == shown) return log;
        log.Add(material, await screener.TextAsync(material, TextOf(work, page, null), cancellationToken));
        return log;
    }

    private static Verdict Behind(int start, Verdict verdict) => verdict with
    {
        Findings = [.. verdict.Findings.Select(f => f with { Words = [.. f.Words.Select(w => w with { Start = w.Start + start })] })],
    };

    private async Task<Verdict> PictureAsync(Material material, Output output, CancellationToken cancellationToken)
    {
        var file = blobs.Find(output.Sha256) is { } found ? await File.ReadAllBytesAsync(found.FullName, cancellationToken) : [];
        return await pictures.FileAsync(material, PictureFile.Inspect(file), file, cancellationToken);
    }

    /// <summary>Whether reviewers have said already that this work may be public.</summary>
    private Task<bool> IsClearedAsync(Generation work, CancellationToken cancellationToken) => db.Cases.AnyAsync(
        c => c.WorkspaceId == work.WorkspaceId && c.GenerationId == work.Id && c.Door == Door.Publication
            && (c.Decision == CaseDecision.Allow || c.Decision == CaseDecision.Label || c.Decision == CaseDecision.Warn) && (c.State == CaseState.Decided || c.State == CaseState.Closed), cancellationToken);
}
