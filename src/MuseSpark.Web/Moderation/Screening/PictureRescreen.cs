using System.Data;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Packs;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>
/// Looks anew at the pictures that wait because no classifier was installed, once one is. What is fine goes on by itself; what is not stays
/// in the queue, with what was found. What a person is looking at, or has decided, is theirs.
/// </summary>
public sealed class PictureRescreen(IServiceScopeFactory scopes, PackInstaller packs, PictureScreen screen, BlobStore blobs, TimeProvider time, ILogger<PictureRescreen> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <returns>How many works went on.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        packs.Refresh();
        if (!screen.IsInstalled) return 0;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        var waiting = await db.Cases.AsNoTracking().Where(c => c.State == CaseState.Open && c.Category == Categories.Unscreened).OrderBy(c => c.DueAt).ToListAsync(cancellationToken);
        var freed = 0;
        foreach (var entry in waiting.Where(c => c.Findings.Findings.Any(IsUnseen)))
        {
            if (await AnewAsync(db, entry, cancellationToken) is not { } verdict) continue;
            if (verdict.Findings.Any(IsUnseen)) return freed;
            if (await SettleAsync(scope.ServiceProvider, entry, verdict, cancellationToken)) freed++;
        }

        return freed;
    }

    private static bool IsUnseen(Finding finding) => finding.Rule is PictureScreen.NoClassifier or PictureScreen.Broken;

    /// <summary>What was found besides, and what the pictures show; null when they are gone.</summary>
    private async Task<Verdict?> AnewAsync(MuseSparkDb db, ReviewCase entry, CancellationToken cancellationToken)
    {
        var pictures = await db.AllOutputs.AsNoTracking().Where(o => o.WorkspaceId == entry.WorkspaceId && o.GenerationId == entry.GenerationId && o.Text == null).ToListAsync(cancellationToken);
        var rest = entry.Findings.Findings.Where(f => !IsUnseen(f)).ToList();
        var verdict = new Verdict(rest.Select(f => f.Action).DefaultIfEmpty().Max(), rest, new Dictionary<string, double>(), "");
        foreach (var picture in pictures)
        {
            if (blobs.Find(picture.Sha256) is not { } found) return null;
            var file = await File.ReadAllBytesAsync(found.FullName, cancellationToken);
            var material = new Material(entry.WorkspaceId, entry.AuthorId, entry.Door, entry.Surface, entry.GenerationId, picture.Id);
            verdict = verdict.With(await screen.FileAsync(material, PictureFile.Inspect(file), file, cancellationToken));
        }

        return pictures.Count == 0 ? null : verdict;
    }

    /// <returns>Whether the work goes on.</returns>
    private async Task<bool> SettleAsync(IServiceProvider services, ReviewCase seen, Verdict verdict, CancellationToken cancellationToken)
    {
        var (db, enforcement) = (services.GetRequiredService<MuseSparkDb>(), services.GetRequiredService<Enforcement>());
        var settled = await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var entry = await db.Cases.SingleOrDefaultAsync(c => c.WorkspaceId == seen.WorkspaceId && c.Id == seen.Id, token);
            if (entry is not { State: CaseState.Open } || entry.Version != seen.Version || (entry.ClaimedBy is not null && entry.ClaimedUntil > now)) return (ReviewCase?)null;
            entry.Version++;
            entry.Findings = new FindingList([.. verdict.Findings.OrderByDescending(f => f.Action).ThenByDescending(f => f.Score)]);
            if (verdict is { Action: >= ScreenAction.Hold, Worst: { } worst })
            {
                (entry.Category, entry.Severity, entry.Confidence) = (worst.Category, Categories.SeverityOf(worst.Category), worst.Score);
                entry.SetDue();
            }
            else if (entry.Reports == 0)
            {
                // Nobody decided: the screen has caught up with what it could not do.
                (entry.State, entry.DecidedAt) = (CaseState.Closed, now);
                await enforcement.FreeAsync(entry, verdict.Action == ScreenAction.Label ? verdict.Worst?.Category : null, now, token);
            }

            await LedgerWriter.AppendAsync(db, entry.WorkspaceId, Guid.Empty, "screened-anew", entry.Id,
                new { action = verdict.Action, category = verdict.Worst?.Category, score = verdict.Worst?.Score, model = verdict.Model }, now, token);
            await db.SaveChangesAsync(token);
            return entry;
        }, cancellationToken);
        if (settled is not { State: CaseState.Closed }) return false;
        await enforcement.TellAsync(settled);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await LookAsync(stoppingToken) is > 0 and var freed) logger.LogInformation("{Count} works that waited for the picture classifier went on", freed);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Pictures that wait for the classifier could not be looked at; the next try is in {Interval}", Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
