using MuseSpark.Client.Workspaces;

namespace MuseSpark.Web.Workspaces;

public sealed class Workspace
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public DateTime CreatedAt { get; init; }

    /// <summary>How the words of its texts are marked from now on.</summary>
    public TextMark TextMark { get; set; }

    /// <summary>Whether pages show at a glance that its works were made by AI.</summary>
    public bool AiBadge { get; set; } = true;
}

public sealed class Membership
{
    public Guid WorkspaceId { get; init; }
    public Guid UserId { get; init; }
    public Role Role { get; set; }
    public DateTime CreatedAt { get; init; }
}

public sealed class Invitation
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid InvitedBy { get; init; }
    public Role Role { get; init; }

    /// <summary>SHA-256 of the token in the link; the token itself is not kept.</summary>
    public required string TokenHash { get; init; }
    public DateTime ExpiresAt { get; init; }
    public DateTime? AcceptedAt { get; set; }
}

public sealed class ApiKey
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }

    /// <summary>The key acts as this person, within this workspace.</summary>
    public Guid UserId { get; init; }
    public required string Name { get; init; }

    /// <summary>The first characters, to tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key, which is random enough to need no salt.</summary>
    public required string Hash { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? LastUsedAt { get; set; }
    public DateTime? RevokedAt { get; set; }
}
