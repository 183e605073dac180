using System.Data;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Policy;

/// <summary>The policies: a workspace's own by its owners, the server's by its administrators; every member may read what applies to them.</summary>
public static class PolicyApi
{
    private const int MostVersions = 100;

    public static void MapPolicies(this IEndpointRouteBuilder app)
    {
        var workspace = app.MapGroup("/api/workspaces/{workspaceId:guid}/policies").RequireAuthorization(Policies.SignedIn).WithTags("Review");
        workspace.MapGet("", List).Requires(Verb.View);
        workspace.MapPost("", Write).Requires(Verb.Manage);
        workspace.MapPost("trial", Try).Requires(Verb.Manage);
        var server = app.MapGroup("/api/policies").RequireAuthorization(Policies.Admin).WithTags("Review");
        server.MapGet("", (MuseSparkDb db, CancellationToken cancellationToken) => VersionsAsync(db, PolicyVersion.Server, cancellationToken));
        server.MapPost("", WriteForServer);
    }

    /// <summary>All versions, the newest first.</summary>
    private static async Task<Ok<PolicyView[]>> List(Guid workspaceId, MuseSparkDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok(await VersionsAsync(db, workspaceId, cancellationToken));

    private static async Task<Results<Ok<PolicyView>, ValidationProblem>> Write(
        Guid workspaceId, PolicyRequest request, ClaimsPrincipal person, MuseSparkDb db, PolicyBook book, TimeProvider time, CancellationToken cancellationToken)
    {
        if (PolicyRules.Check(request.Document) is { Count: > 0 } problems) return TypedResults.ValidationProblem(problems);
        return TypedResults.Ok(await SaveAsync(workspaceId, request, person.UserId()!.Value, db, book, time, cancellationToken));
    }

    private static async Task<Results<Ok<PolicyView>, ValidationProblem>> WriteForServer(
        PolicyRequest request, ClaimsPrincipal person, MuseSparkDb db, PolicyBook book, TimeProvider time, CancellationToken cancellationToken) =>
        PolicyRules.Check(request.Document) is { Count: > 0 } problems ? TypedResults.ValidationProblem(problems)
            : TypedResults.Ok(await SaveAsync(PolicyVersion.Server, request, person.UserId()!.Value, db, book, time, cancellationToken));

    /// <summary>What the policy would have done with the last 30 days, without writing it.</summary>
    private static async Task<Results<Ok<PolicyTrial>, ValidationProblem>> Try(
        Guid workspaceId, PolicyDocument document, PolicyRehearsal rehearsal, CancellationToken cancellationToken)
    {
        if (PolicyRules.Check(document) is { Count: > 0 } problems) return TypedResults.ValidationProblem(problems);
        return TypedResults.Ok(await rehearsal.RunAsync(workspaceId, document, cancellationToken));
    }

    private static async Task<PolicyView> SaveAsync(
        Guid workspaceId, PolicyRequest request, Guid author, MuseSparkDb db, PolicyBook book, TimeProvider time, CancellationToken cancellationToken)
    {
        var version = await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var last = await db.Policies.Where(p => p.WorkspaceId == workspaceId).MaxAsync(p => (int?)p.Number, token) ?? 0;
            var added = new PolicyVersion { WorkspaceId = workspaceId, Number = last + 1, Document = request.Document, AuthorId = author, Reason = request.Reason.Trim(), CreatedAt = now };
            db.Policies.Add(added);
            await LedgerWriter.AppendAsync(db, workspaceId, author, "policy", workspaceId,
                new { number = added.Number, reason = added.Reason, audience = request.Document.Audience, rules = request.Document.Rules, blocked = request.Document.BlockedWords.Count, allowed = request.Document.AllowedWords.Count, sample = request.Document.Sample }, now, token);
            await db.SaveChangesAsync(token);
            return added;
        }, cancellationToken);
        book.Forget();
        return (await VersionsAsync(db, workspaceId, cancellationToken)).First(v => v.Number == version.Number);
    }

    private static async Task<PolicyView[]> VersionsAsync(MuseSparkDb db, Guid workspaceId, CancellationToken cancellationToken)
    {
        var rows = await db.Policies.AsNoTracking().Where(p => p.WorkspaceId == workspaceId).OrderByDescending(p => p.Number).Take(MostVersions).ToListAsync(cancellationToken);
        var authors = rows.Select(p => p.AuthorId).Distinct().ToList();
        var names = await db.Users.Where(u => authors.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var before = new PolicyView(0, PolicyBook.Usual(workspaceId), null, null, null);
        return [.. rows.Select(p => new PolicyView(p.Number, p.Document, names.GetValueOrDefault(p.AuthorId, "Somebody who left"), p.Reason, p.CreatedAt)), before];
    }
}
