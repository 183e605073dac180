using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

/// <summary>Each member's own keys to a workspace. Keys can't make keys, or a stolen one would outlive its withdrawal.</summary>
public static class KeysApi
{
    public static void MapKeys(this RouteGroupBuilder workspaces)
    {
        var keys = workspaces.MapGroup("/{id:guid}/keys").RequireAuthorization(Policies.InPerson).Requires(Verb.View);
        keys.MapGet("", GetAll);
        keys.MapPost("", Create);
        keys.MapDelete("/{keyId:guid}", Withdraw);
    }

    private static async Task<Ok<IReadOnlyList<ApiKeyView>>> GetAll(
        Guid id, ClaimsPrincipal person, MuseSparkDb db, CancellationToken cancellation)
    {
        var userId = person.UserId();
        IReadOnlyList<ApiKeyView> keys = await db.ApiKeys
            .Where(k => k.WorkspaceId == id && k.UserId == userId && k.RevokedAt == null)
            .OrderBy(k => k.Id)
            .Select(k => new ApiKeyView(k.Id, k.Name, k.Prefix, k.CreatedAt, k.LastUsedAt, null))
            .ToListAsync(cancellation);
        return TypedResults.Ok(keys);
    }

    private static async Task<Created<ApiKeyView>> Create(
        Guid id, ApiKeyRequest request, ClaimsPrincipal person, MuseSparkDb db, TimeProvider time, CancellationToken cancellation)
    {
        var secret = Secrets.NewKey();
        var now = time.GetUtcNow();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = id,
            UserId = person.UserId()!.Value,
            Name = request.Name.Trim(),
            Prefix = secret[..Secrets.ShownLength],
            Hash = Secrets.Hash(secret),
            CreatedAt = now.UtcDateTime,
        };
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created(
            $"/api/workspaces/{id}/keys/{key.Id}", new ApiKeyView(key.Id, key.Name, key.Prefix, key.CreatedAt, LastUsedAt: null, secret));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(
        Guid id, Guid keyId, ClaimsPrincipal person, MuseSparkDb db, TimeProvider time, CancellationToken cancellation)
    {
        var userId = person.UserId();
        var now = time.GetUtcNow().UtcDateTime;
        return await db.ApiKeys.Where(k => k.WorkspaceId == id && k.Id == keyId && k.UserId == userId && k.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, now), cancellation) == 1
                ? TypedResults.NoContent()
                : TypedResults.Problem("There is no such key here.", statusCode: StatusCodes.Status404NotFound);
    }
}
