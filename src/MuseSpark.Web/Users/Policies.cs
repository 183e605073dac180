using Microsoft.AspNetCore.Identity;

namespace MuseSpark.Web.Users;

/// <summary>Names of the authorisation policies. Rights within a workspace are WorkspaceAccess's matter.</summary>
public static class Policies
{
    /// <summary>A person in a browser, or a program with a key.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>A person in a browser: what concerns the account rather than one workspace is closed to keys.</summary>
    public const string InPerson = nameof(InPerson);

    /// <summary>An administrator of the server, in a browser.</summary>
    public const string Admin = nameof(Admin);

    public const string AdminClaim = "admin";

    public static void AddPolicies(this IServiceCollection services) => services.AddAuthorizationBuilder()
        .AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser())
        .AddPolicy(InPerson, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => !context.User.IsKey()))
        .AddPolicy(Admin, policy => policy.RequireAuthenticatedUser().RequireClaim(AdminClaim))
        .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
}
