using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Notices;

/// <summary>What a member is told about their work or themselves.</summary>
public sealed class Notice
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid UserId { get; init; }
    public Guid? CaseId { get; init; }
    public Guid? GenerationId { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }

    /// <summary>Why something was restricted; null for good news.</summary>
    public Statement? Statement { get; init; }

    /// <summary>Until when its author may ask to have it looked at again; null when not.</summary>
    public DateTime? AppealUntil { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? ReadAt { get; set; }
}
