using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Policy;

/// <summary>One version of a policy. Versions are only added: who looks back sees which one decided.</summary>
public sealed class PolicyVersion
{
    /// <summary>In the place of a workspace: the policy of the whole server.</summary>
    public static Guid Server => Guid.Empty;

    public Guid WorkspaceId { get; init; }

    /// <summary>1, 2, 3... within the workspace.</summary>
    public int Number { get; init; }
    public required PolicyDocument Document { get; init; }

    public Guid AuthorId { get; init; }
    public required string Reason { get; init; }
    public DateTime CreatedAt { get; init; }
}
