using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

public static class WorkspacesApi
{
    public static void MapWorkspaceRoutes(this RouteGroupBuilder workspaces)
    {
        workspaces.MapGet("", GetAll);
        workspaces.MapPost("", Create).RequireAuthorization(Policies.InPerson);
        workspaces.MapPut("/{id:guid}", Rename).Requires(Verb.Manage);
        workspaces.MapPut("/{id:guid}/marks", ChangeMarks).RequireAuthorization(Policies.InPerson).Requires(Verb.Manage);
    }

    private static async Task<Ok<IReadOnlyList<WorkspaceView>>> GetAll(ClaimsPrincipal person, Sessions sessions, CancellationToken cancellation) =>
        TypedResults.Ok(await sessions.WorkspacesAsync(person, cancellation));

    private static async Task<Created<WorkspaceView>> Create(
        WorkspaceRequest request, ClaimsPrincipal person, MuseSparkDb db, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var workspace = new Workspace { Id = Guid.CreateVersion7(now), Name = request.Name.Trim(), CreatedAt = now.UtcDateTime };
        db.Workspaces.Add(workspace);
        db.Memberships.Add(new Membership
        {
            WorkspaceId = workspace.Id,
            UserId = person.UserId()!.Value,
            Role = Role.Owner,
            CreatedAt = now.UtcDateTime,
        });
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/workspaces/{workspace.Id}", new WorkspaceView(workspace.Id, workspace.Name, Role.Owner));
    }

    private static async Task<NoContent> Rename(
        Guid id, WorkspaceRequest request, MuseSparkDb db, CancellationToken cancellation)
    {
        var name = request.Name.Trim();
        await db.Workspaces.Where(w => w.Id == id).ExecuteUpdateAsync(set => set.SetProperty(w => w.Name, name), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeMarks(
        Guid id, MarksRequest request, MuseSparkDb db, CancellationToken cancellation)
    {
        if (!Enum.IsDefined(request.TextMark)) return TypedResults.Problem("Texts are marked by tournament, by greenList, or not: off.", statusCode: StatusCodes.Status400BadRequest);
        await db.Workspaces.Where(w => w.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.TextMark, request.TextMark).SetProperty(w => w.AiBadge, request.AiBadge), cancellation);
        return TypedResults.NoContent();
    }
}
