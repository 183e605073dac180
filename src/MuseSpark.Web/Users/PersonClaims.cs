using System.Security.Claims;

namespace MuseSpark.Web.Users;

/// <summary>What the claims of a signed-in person or key say.</summary>
public static class PersonClaims
{
    /// <summary>The one workspace that a key opens.</summary>
    public const string KeyWorkspace = "key-workspace";

    public static Guid? UserId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Guid? KeyWorkspaceId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(KeyWorkspace), out var id) ? id : null;

    public static bool IsKey(this ClaimsPrincipal person) => person.HasClaim(claim => claim.Type == KeyWorkspace);
}
