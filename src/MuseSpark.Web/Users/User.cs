using Microsoft.AspNetCore.Identity;

namespace MuseSpark.Web.Users;

public sealed class User : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    /// <summary>Runs the server: sees every workspace's state, not its works.</summary>
    public bool IsAdmin { get; init; }

    /// <value>"system", "light" or "dark".</value>
    public string Theme { get; set; } = "system";
    public Guid? CurrentWorkspaceId { get; set; }
    public DateTime CreatedAt { get; init; }
}
