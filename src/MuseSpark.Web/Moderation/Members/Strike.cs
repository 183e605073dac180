namespace MuseSpark.Web.Moderation.Members;

/// <summary>A mark against a member, which expires.</summary>
public sealed class Strike
{
    /// <summary>How long one counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(Client.Moderation.StatementText.StrikeDays);

    /// <summary>With so many that count at once, a member is suspended.</summary>
    public const int TooMany = 3;

    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid UserId { get; init; }
    public Guid CaseId { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime ExpiresAt { get; init; }

    /// <summary>Taken back because an appeal was right.</summary>
    public DateTime? RevokedAt { get; set; }
}

/// <summary>A member may look, but not make, until it ends.</summary>
public sealed class Suspension
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid UserId { get; init; }
    public Guid CaseId { get; init; }
    public required string Reason { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime Until { get; init; }
    public DateTime? LiftedAt { get; set; }
}
