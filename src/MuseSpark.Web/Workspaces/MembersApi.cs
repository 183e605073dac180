using System.Data;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

public static class MembersApi
{
    public static void MapMembers(this RouteGroupBuilder workspaces)
    {
        workspaces.MapGet("/{id:guid}/members", GetAll).Requires(Verb.View);
        workspaces.MapPut("/{id:guid}/members/{userId:guid}", ChangeRole).Requires(Verb.Manage).RequireAuthorization(Policies.InPerson);
        workspaces.MapDelete("/{id:guid}/members/{userId:guid}", Remove).RequireAuthorization(Policies.InPerson);
    }

    private static async Task<Ok<IReadOnlyList<MemberView>>> GetAll(
        Guid id, MuseSparkDb db, CancellationToken cancellation)
    {
        IReadOnlyList<MemberView> members = await db.Memberships.Where(m => m.WorkspaceId == id)
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m, u })
            .OrderBy(x => x.m.CreatedAt).ThenBy(x => x.u.Id)
            .Select(x => new MemberView(x.u.Id, x.u.DisplayName, x.u.Email!, x.m.Role, x.m.CreatedAt))
            .ToListAsync(cancellation);
        return TypedResults.Ok(members);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeRole(
        Guid id, Guid userId, RoleRequest request, MuseSparkDb db, CancellationToken cancellation)
    {
        return Answer(await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            if (request.Role != Role.Owner && await IsLastOwnerAsync(db, id, userId, token))
                return Outcome.LastOwner;
            if (request.Role is not (Role.Owner or Role.Reviewer))
                await Reviewers.LeaveAsync(db, id, userId, token);
            return await db.Memberships.Where(m => m.WorkspaceId == id && m.UserId == userId)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, request.Role), token) == 1 ? Outcome.Done : Outcome.NoSuchMember;
        }, cancellation));
    }

    /// <summary>Owners remove anybody; everybody may leave.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid id, Guid userId, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellation)
    {
        var right = await access.CheckAsync(person, id, userId == person.UserId() ? Verb.View : Verb.Manage, cancellation);
        if (right != Access.Granted)
            return right.Refuse("workspace");

        return Answer(await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            if (await IsLastOwnerAsync(db, id, userId, token))
                return Outcome.LastOwner;
            await Reviewers.LeaveAsync(db, id, userId, token);
            return await db.Memberships.Where(m => m.WorkspaceId == id && m.UserId == userId)
                .ExecuteDeleteAsync(token) == 1 ? Outcome.Done : Outcome.NoSuchMember;
        }, cancellation));
    }

    private enum Outcome { Done, NoSuchMember, LastOwner }

    private static async Task<bool> IsLastOwnerAsync(MuseSparkDb db, Guid workspaceId, Guid userId, CancellationToken cancellation)
    {
        var owners = await db.Memberships.Where(m => m.WorkspaceId == workspaceId && m.Role == Role.Owner)
            .Select(m => m.UserId).ToListAsync(cancellation);
        return owners is [var only] && only == userId;
    }

    private static Results<NoContent, ProblemHttpResult> Answer(Outcome outcome) => outcome switch
    {
        Outcome.Done => TypedResults.NoContent(),
        Outcome.LastOwner => TypedResults.Problem(
            "A workspace needs an owner: make somebody else one first.", statusCode: StatusCodes.Status409Conflict),
        _ => TypedResults.Problem("There is no such member here.", statusCode: StatusCodes.Status404NotFound),
    };
}
