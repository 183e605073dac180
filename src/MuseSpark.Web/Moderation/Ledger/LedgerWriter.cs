using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary>Adds entries to the record.</summary>
public static class LedgerWriter
{
    /// <summary>
    /// Adds the next entry to <paramref name="db"/>, to be saved with what it tells of: call it within a serializable transaction, which is
    /// run again when another entry took the number.
    /// </summary>
    /// <param name="data">Turned into JSON.</param>
    public static async Task AppendAsync(
        MuseSparkDb db, Guid workspaceId, Guid actorId, string kind, Guid subjectId, object data, DateTime now, CancellationToken cancellationToken)
    {
        var last = db.ChangeTracker.Entries<LedgerEntry>().Select(e => e.Entity).Where(e => e.WorkspaceId == workspaceId).MaxBy(e => e.Number)
            ?? await db.LedgerEntries.AsNoTracking().Where(e => e.WorkspaceId == workspaceId).OrderByDescending(e => e.Number).FirstOrDefaultAsync(cancellationToken);
        var at = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        var (number, previous, text) = ((last?.Number ?? 0) + 1, last?.Hash ?? LedgerEntry.First, JsonSerializer.Serialize(data, JsonText.Options));
        db.LedgerEntries.Add(new LedgerEntry
        {
            WorkspaceId = workspaceId,
            Number = number,
            At = at,
            ActorId = actorId,
            Kind = kind,
            SubjectId = subjectId,
            Data = text,
            Previous = previous,
            Hash = LedgerEntry.HashOf(workspaceId, number, at, actorId, kind, subjectId, text, previous),
        });
    }
}
