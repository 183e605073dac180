using System.Security.Claims;

namespace MuseSpark.Web.Users;

/// <summary>What the claims of a signed-in person or key say.</summary>
public static class PersonClaims
{
    /// <summary>The one workspace that a key opens.</summary>
    public const string KeyWorkspace = "key-workspace";

    /// <summary>Which key it is, for answers that last longer than its right may.</summary>
    public const string Key = "key";

    public static Guid? UserId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Guid? KeyWorkspaceId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(KeyWorkspace), out var id) ? id : null;

    public static Guid? KeyId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(Key), out var id) ? id : null;

    public static bool IsKey(this ClaimsPrincipal person) => person.HasClaim(claim => claim.Type == KeyWorkspace);
}
