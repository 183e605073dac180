using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Publications;

namespace MuseSpark.Web.Moderation.PublicReports;

/// <summary>
/// That somebody without an account asked to have a published work looked at (a notice in the sense of the Digital Services Act, Article 16).
/// It outlives its work, so that whoever sent it can see what became of it.
/// </summary>
public sealed class PublicReport
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid GenerationId { get; init; }

    /// <summary>Where it is decided.</summary>
    public Guid CaseId { get; init; }

    /// <summary>What its sender asks after it with: as hard to guess as the address of a publication.</summary>
    public required string Code { get; init; }
    public required string Category { get; init; }
    public required string Words { get; init; }
    public string? Name { get; init; }

    /// <summary>Null where none was left, or where no mail can reach it.</summary>
    public string? Email { get; set; }

    /// <summary>Keyed hash of the network address it came from; forgotten after a day, which is as long as the limits count.</summary>
    public string? Origin { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime? ReceiptSentAt { get; set; }

    /// <summary>When that was decided which its sender was last told by e-mail.</summary>
    public DateTime? ToldAt { get; set; }

    public static string NewCode() => Publication.NewAddress();

    /// <summary>What its sender is told of the case.</summary>
    public static ReportState StateOf(CaseState state, CaseDecision? decision) => (state, decision) switch
    {
        (CaseState.Open or CaseState.Second, _) => ReportState.Waiting,
        (_, null) => ReportState.Gone,
        (_, CaseDecision.Allow) => ReportState.Kept,
        (_, CaseDecision.Label or CaseDecision.Warn) => ReportState.Labelled,
        (_, CaseDecision.Limit or CaseDecision.Hide) => ReportState.Unpublished,
        _ => ReportState.Removed,
    };
}
