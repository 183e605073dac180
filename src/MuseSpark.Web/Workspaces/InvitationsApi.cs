using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

/// <summary>The owner's side: making, listing and withdrawing links. Keys only list them, or a stolen one could outlive its withdrawal.</summary>
public static class InvitationsApi
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static void MapInvitations(this RouteGroupBuilder workspaces)
    {
        var invitations = workspaces.MapGroup("/{id:guid}/invitations").Requires(Verb.Manage);
        invitations.MapGet("", GetAll);
        invitations.MapPost("", Create).RequireAuthorization(Policies.InPerson);
        invitations.MapDelete("/{invitationId:guid}", Withdraw).RequireAuthorization(Policies.InPerson);
    }

    private static async Task<Ok<IReadOnlyList<InvitationView>>> GetAll(
        Guid id, MuseSparkDb db, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        IReadOnlyList<InvitationView> open = await db.Invitations
            .Where(i => i.WorkspaceId == id && i.AcceptedAt == null && i.ExpiresAt > now)
            .OrderBy(i => i.ExpiresAt).ThenBy(i => i.Id)
            .Select(i => new InvitationView(i.Id, i.Role, i.ExpiresAt, null))
            .ToListAsync(cancellation);
        return TypedResults.Ok(open);
    }

    /// <summary>Only owners invite, so nobody can hand out more than they have.</summary>
    private static async Task<Created<InvitationView>> Create(
        Guid id, InvitationRequest request, ClaimsPrincipal person, MuseSparkDb db, TimeProvider time,
        HttpRequest http, CancellationToken cancellation)
    {
        var token = Secrets.NewToken();
        var now = time.GetUtcNow();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = id,
            InvitedBy = person.UserId()!.Value,
            Role = request.Role,
            TokenHash = Secrets.Hash(token),
            ExpiresAt = now.UtcDateTime + Lifetime,
        };
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/workspaces/{id}/invitations/{invitation.Id}", new InvitationView(
            invitation.Id, invitation.Role, invitation.ExpiresAt, $"{http.Scheme}://{http.Host}/invitation/{token}"));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(
        Guid id, Guid invitationId, MuseSparkDb db, CancellationToken cancellation)
    {
        return await db.Invitations.Where(i => i.WorkspaceId == id && i.Id == invitationId && i.AcceptedAt == null)
            .ExecuteDeleteAsync(cancellation) == 1
                ? TypedResults.NoContent()
                : TypedResults.Problem("There is no such open invitation here.", statusCode: StatusCodes.Status404NotFound);
    }
}
