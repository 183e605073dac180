using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Moderation.Notices;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>What the screen decides by itself is told and recorded like any other decision.</summary>
public static class AutomaticDecision
{
    /// <summary>Adds the notice and the entry of the record to <paramref name="db"/>, within the caller's serializable transaction.</summary>
    public static async Task RecordAsync(MuseSparkDb db, ReviewCase entry, DateTime now, CancellationToken cancellationToken)
    {
        var statement = StatementWriter.Automatic(entry);
        db.Notices.Add(new Notice
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(now)),
            WorkspaceId = entry.WorkspaceId,
            UserId = entry.AuthorId,
            CaseId = entry.Id,
            GenerationId = entry.GenerationId,
            Title = "Your work was stopped",
            Text = statement.Restriction,
            Statement = statement,
            AppealUntil = now + AppealsApi.Time,
            CreatedAt = now,
        });
        await LedgerWriter.AppendAsync(db, entry.WorkspaceId, Guid.Empty, "stopped", entry.Id,
            new { category = entry.Category, score = entry.Confidence, door = entry.Door, rule = entry.Findings.Findings.FirstOrDefault()?.Rule }, now, cancellationToken);
    }
}
