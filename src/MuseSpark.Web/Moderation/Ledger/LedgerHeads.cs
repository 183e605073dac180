using Microsoft.EntityFrameworkCore;
using MuseSpark.Provenance.Cose;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary>Signs, once a day is over, the last entry of that day in every workspace that had one.</summary>
public sealed class LedgerHeads(IServiceScopeFactory scopes, SigningIdentities identities, TimeProvider time, ILogger<LedgerHeads> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <returns>How many heads were signed.</returns>
    public async Task<int> SignAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        var today = time.GetUtcNow().UtcDateTime.Date;
        // The last entry of all days that are over, for workspaces whose last head is older.
        var last = await db.LedgerEntries.Where(e => e.At < today).GroupBy(e => e.WorkspaceId).Select(g => new { WorkspaceId = g.Key, Number = g.Max(e => e.Number) }).ToListAsync(cancellationToken);
        var signed = 0;
        foreach (var head in last)
        {
            if (await db.LedgerHeads.AnyAsync(h => h.WorkspaceId == head.WorkspaceId && h.Number >= head.Number, cancellationToken)) continue;
            var entry = await db.LedgerEntries.AsNoTracking().SingleAsync(e => e.WorkspaceId == head.WorkspaceId && e.Number == head.Number, cancellationToken);
            var day = DateOnly.FromDateTime(entry.At);
            var signature = ClaimSigning.Sign(LedgerReader.SignedBytes(entry.WorkspaceId, day, entry.Number, entry.Hash), identities.Of(entry.WorkspaceId));
            db.LedgerHeads.Add(new LedgerHead { WorkspaceId = entry.WorkspaceId, Day = day, Number = entry.Number, Hash = entry.Hash, Signature = Convert.ToBase64String(signature.Write()) });
            signed++;
        }

        await db.SaveChangesAsync(cancellationToken);
        return signed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SignAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Another process may have signed the same day at the same moment.
                logger.LogWarning(e, "The record of decisions could not be signed; the next try is in an hour");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
