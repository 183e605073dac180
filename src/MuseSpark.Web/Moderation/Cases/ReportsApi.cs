using System.Data;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Members who point at a work. It joins the same queue as what the screen finds.</summary>
public static class ReportsApi
{
    private const int PerDay = 20;

    public static void MapReports(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/generations/{id:guid}/reports", Create).RequireAuthorization(Policies.SignedIn).WithTags("Review");

    private static async Task<Results<NoContent, ProblemHttpResult>> Create(
        Guid id, ReportRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (work, right) = await GenerationsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (work is null) return right.Refuse("work");
        if (!Categories.Reportable.Contains(request.Category))
            return TypedResults.Problem($"Choose what is wrong: one of {string.Join(", ", Categories.Reportable)}.", statusCode: StatusCodes.Status400BadRequest);
        var reporter = person.UserId()!.Value;
        var surface = await Surfaces.OfWorkspaceAsync(db, work.WorkspaceId, cancellationToken);
        var refusal = await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            if (await db.Reports.CountAsync(r => r.ReporterId == reporter && r.CreatedAt > now.AddDays(-1), token) >= PerDay)
                return $"You have reported {PerDay} works today. Tell an owner of the workspace if there are more.";
            // Reported once is enough; a second time changes nothing.
            if (await db.Reports.AnyAsync(r => r.WorkspaceId == work.WorkspaceId && r.GenerationId == id && r.ReporterId == reporter, token)) return null;
            db.Reports.Add(new Report { WorkspaceId = work.WorkspaceId, GenerationId = id, ReporterId = reporter, Category = request.Category, Words = request.Words.Trim(), CreatedAt = now });
            await ReportQueue.JoinAsync(db, work, request.Category, surface, counts: true, now, token);
            await db.SaveChangesAsync(token);
            return null;
        }, cancellationToken);
        return refusal is null ? TypedResults.NoContent() : TypedResults.Problem(refusal, statusCode: StatusCodes.Status429TooManyRequests);
    }
}
