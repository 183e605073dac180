using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

public enum Verb { View, Make, Review, Manage }

public enum Access { Granted, NotMember, NotAllowed, Suspended }

/// <summary>
/// Who may do what in which workspace, asked of the database each time, so that a removed member is out at once.
/// Being an administrator of the server gives no right to the works of others.
/// </summary>
public sealed class WorkspaceAccess(MuseSparkDb db, TimeProvider time)
{
    /// <summary>Where a request without a workspace goes: the key's own, the chosen one, or the one joined first.</summary>
    public async Task<Guid?> CurrentAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        if (person.UserId() is not { } userId)
            return null;
        if (person.IsKey())
            return person.KeyWorkspaceId();

        var chosen = await db.Users.Where(u => u.Id == userId).Select(u => u.CurrentWorkspaceId).SingleOrDefaultAsync(cancellation);
        return await db.Memberships.Where(m => m.UserId == userId)
            .OrderBy(m => m.WorkspaceId == chosen ? 0 : 1).ThenBy(m => m.CreatedAt).ThenBy(m => m.WorkspaceId)
            .Select(m => (Guid?)m.WorkspaceId)
            .FirstOrDefaultAsync(cancellation);
    }

    public async Task<Access> CheckAsync(ClaimsPrincipal person, Guid workspaceId, Verb verb, CancellationToken cancellation) =>
        await RoleAsync(person, workspaceId, cancellation) switch
        {
            null => Access.NotMember,
            { } role when !Allows(role, verb) => Access.NotAllowed,
            _ => verb == Verb.Make && await IsSuspendedAsync(person, workspaceId, cancellation) ? Access.Suspended : Access.Granted,
        };

    private Task<bool> IsSuspendedAsync(ClaimsPrincipal person, Guid workspaceId, CancellationToken cancellation)
    {
        var (user, now) = (person.UserId(), time.GetUtcNow().UtcDateTime);
        return db.Suspensions.AnyAsync(s => s.WorkspaceId == workspaceId && s.UserId == user && s.LiftedAt == null && s.Until > now, cancellation);
    }

    public async Task<Role?> RoleAsync(ClaimsPrincipal person, Guid workspaceId, CancellationToken cancellation)
    {
        if (person.UserId() is not { } userId || (person.IsKey() && person.KeyWorkspaceId() != workspaceId))
            return null;

        return await db.Memberships.Where(m => m.WorkspaceId == workspaceId && m.UserId == userId)
            .Select(m => (Role?)m.Role).SingleOrDefaultAsync(cancellation);
    }

    public async Task<WorkSight> SightAsync(ClaimsPrincipal person, Guid workspaceId, CancellationToken cancellation) =>
        new(person.UserId() ?? Guid.Empty, await RoleAsync(person, workspaceId, cancellation) is { } role && Allows(role, Verb.Review));

    public static bool Allows(Role role, Verb verb) => verb switch
    {
        Verb.View => true,
        Verb.Make => role is Role.Editor or Role.Owner,
        Verb.Review => role is Role.Reviewer or Role.Owner,
        _ => role is Role.Owner,
    };
}

public static class AccessAnswers
{
    /// <summary>Lets in who may do this in the workspace of the address, which calls it "workspaceId" or "id".</summary>
    public static T Requires<T>(this T endpoint, Verb verb) where T : IEndpointConventionBuilder => endpoint.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        var workspace = Guid.Parse((string)(http.GetRouteValue("workspaceId") ?? http.GetRouteValue("id"))!);
        var right = await http.RequestServices.GetRequiredService<WorkspaceAccess>().CheckAsync(http.User, workspace, verb, http.RequestAborted);
        return right == Access.Granted ? await next(context) : right.Refuse("workspace");
    });

    /// <summary>The answer to a refused request. An outsider gets the same as for something that doesn't exist.</summary>
    /// <param name="what">What was asked for, as in "workspace" or "work".</param>
    public static ProblemHttpResult Refuse(this Access access, string what) => access switch
    {
        Access.NotAllowed => TypedResults.Problem("Your role in this workspace doesn't allow this. Ask one of its owners.", statusCode: StatusCodes.Status403Forbidden),
        Access.Suspended => TypedResults.Problem("You can't make anything in this workspace for the moment. Your messages say why, until when, and how to object.", statusCode: StatusCodes.Status403Forbidden),
        _ => TypedResults.Problem($"There is no such {what} here.", statusCode: StatusCodes.Status404NotFound),
    };
}
