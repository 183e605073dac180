using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Workspaces;

/// <summary>What a member may do: viewers look, editors make, reviewers decide on flagged work, owners run the workspace.</summary>
public enum Role { Viewer, Reviewer, Editor, Owner }

/// <summary>How the choice of words in a text is marked: without changing any word's chance, or more strongly and changing them a little.</summary>
public enum TextMark { Tournament, GreenList, Off }

public sealed record WorkspaceView(Guid Id, string Name, Role Role)
{
    public TextMark TextMark { get; init; }

    /// <summary>Whether pages show at a glance what was made by AI.</summary>
    public bool AiBadge { get; init; } = true;
}

/// <summary>What shows and tells that works were made by AI, besides their signature.</summary>
public sealed record MarksRequest(TextMark TextMark, bool AiBadge);

public sealed record WorkspaceRequest
{
    [Required(ErrorMessage = "Give the workspace a name."), StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string Name { get; set; } = "";
}

public sealed record MemberView(Guid UserId, string DisplayName, string Email, Role Role, DateTime JoinedAt);

public sealed record RoleRequest(Role Role);

public sealed record InvitationRequest(Role Role);

/// <param name="Url">The link to send; shown once.</param>
public sealed record InvitationView(Guid Id, Role Role, DateTime ExpiresAt, string? Url);

/// <summary>What an invitation link leads to.</summary>
public sealed record InvitationOffer(string WorkspaceName, Role Role, DateTime ExpiresAt);

/// <summary>Accepting as a new person; leave the fields empty when signed in.</summary>
public sealed record AcceptInvitationRequest
{
    [StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string? DisplayName { get; set; }

    [EmailAddress(ErrorMessage = "That is not an e-mail address."), StringLength(200)]
    public string? Email { get; set; }

    [StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of at least 10 characters.")]
    public string? Password { get; set; }
}

public sealed record ApiKeyRequest
{
    [Required(ErrorMessage = "Name the key after what will use it."), StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string Name { get; set; } = "";
}

/// <param name="Secret">The whole key, only in the answer that makes it.</param>
public sealed record ApiKeyView(Guid Id, string Name, string Prefix, DateTime CreatedAt, DateTime? LastUsedAt, string? Secret);

/// <summary>The workspace to work in from now on.</summary>
public sealed record WorkspaceChoice(Guid WorkspaceId);
