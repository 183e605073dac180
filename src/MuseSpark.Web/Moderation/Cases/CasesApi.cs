using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>The review desk.</summary>
public static class CasesApi
{
    private const int MaxTake = 100;

    public static void MapCases(this IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/api/cases").RequireAuthorization(Policies.SignedIn).WithTags("Review");
        cases.MapGet("", List);
        cases.MapGet("waiting", Waiting);
        cases.MapPost("next", Next);
        cases.MapPost("bulk", Bulk);
        cases.MapGet("{id:guid}", Get).WithName("GetCase");
        cases.MapPost("{id:guid}/claim", Claim);
        cases.MapPost("{id:guid}/release", Release);
        cases.MapPost("{id:guid}/decision", Decide);
        cases.MapPost("{id:guid}/appeal", AppealsApi.Create);
    }

    /// <summary>What waits, the most urgent first; decided ones with state=Decided or Closed, in the same order.</summary>
    private static async Task<Results<Ok<Page<CaseRow>>, ProblemHttpResult>> List(
        ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ReviewDesk desk, CaseViews views, CancellationToken cancellationToken,
        Guid? workspaceId = null, CaseState? state = null, string? category = null, string? cursor = null, int take = 30)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Review, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        if (take is < 1 or > MaxTake) return Bad($"A page has 1 to {MaxTake} cases.");
        var cases = state is { } only ? db.Cases.AsNoTracking().Where(c => c.WorkspaceId == workspace && c.State == only).OrderBy(c => c.DueAt).ThenBy(c => c.Id) : desk.Waiting(workspace!.Value);
        IQueryable<ReviewCase> found = cases;
        if (category is not null) found = found.Where(c => c.Category == category);
        if (!string.IsNullOrEmpty(cursor))
        {
            if (cursor.Split('_') is not [var ticks, var last] || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > DateTime.MaxValue.Ticks || !Guid.TryParseExact(last, "N", out var id))
                return Bad("That page is not known: start again from the first one, without a cursor.");
            var due = new DateTime(at, DateTimeKind.Utc);
            found = found.Where(c => c.DueAt > due || (c.DueAt == due && c.Id > id));
        }

        var rows = await found.Take(take + 1).ToListAsync(cancellationToken);
        var page = await views.RowsAsync([.. rows.Take(take)], cancellationToken);
        return TypedResults.Ok(new Page<CaseRow>(page, rows.Count > take ? $"{page[^1].DueAt.Ticks}_{page[^1].Id:N}" : null));
    }

    private static async Task<Results<Ok<CountView>, ProblemHttpResult>> Waiting(
        ClaimsPrincipal person, WorkspaceAccess access, ReviewDesk desk, CancellationToken cancellationToken, Guid? workspaceId = null)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Review, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        return TypedResults.Ok(new CountView(await desk.Waiting(workspace!.Value).Take(CountView.Most).CountAsync(cancellationToken)));
    }

    /// <summary>Claims the most urgent case for the caller: 204 when nothing waits.</summary>
    private static async Task<Results<Ok<CaseView>, NoContent, ProblemHttpResult>> Next(
        ClaimsPrincipal person, WorkspaceAccess access, ReviewDesk desk, CaseViews views, CancellationToken cancellationToken, Guid? workspaceId = null)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Review, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        return await desk.NextAsync(workspace!.Value, person.UserId()!.Value, cancellationToken) is { } entry
            ? TypedResults.Ok(await views.OfAsync(entry, person.UserId()!.Value, cancellationToken)) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Get(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CaseViews views, CancellationToken cancellationToken)
    {
        var (entry, right) = await FindAsync(id, person, access, db, cancellationToken);
        return entry is null ? right.Refuse("case") : TypedResults.Ok(await views.OfAsync(entry, person.UserId()!.Value, cancellationToken));
    }

    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Claim(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ReviewDesk desk, CaseViews views, CancellationToken cancellationToken)
    {
        var (entry, right) = await FindAsync(id, person, access, db, cancellationToken);
        if (entry is null) return right.Refuse("case");
        return await desk.ClaimAsync(entry, person.UserId()!.Value, cancellationToken)
            ? TypedResults.Ok(await views.OfAsync(entry, person.UserId()!.Value, cancellationToken))
            : Conflict("Somebody else is looking at this, or it has been decided.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Release(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ReviewDesk desk, CancellationToken cancellationToken)
    {
        var (entry, right) = await FindAsync(id, person, access, db, cancellationToken);
        if (entry is null) return right.Refuse("case");
        await desk.ReleaseAsync(entry, person.UserId()!.Value, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CaseView>, ProblemHttpResult>> Decide(
        Guid id, DecisionRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ReviewDesk desk, CaseViews views, CancellationToken cancellationToken)
    {
        var (entry, right) = await FindAsync(id, person, access, db, cancellationToken);
        if (entry is null) return right.Refuse("case");
        var outcome = await desk.DecideAsync(entry.WorkspaceId, id, person.UserId()!.Value, request, cancellationToken);
        return outcome.Case is { } decided ? TypedResults.Ok(await views.OfAsync(decided, person.UserId()!.Value, cancellationToken)) : Conflict(outcome.Refusal!);
    }

    /// <summary>Allows or labels many mild ones at once; what is grave, appealed, reported or a sample needs a look of its own.</summary>
    private static async Task<Results<Ok<BulkAnswer>, ProblemHttpResult>> Bulk(
        BulkDecisionRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ReviewDesk desk, CancellationToken cancellationToken)
    {
        if (request.Action is not (CaseDecision.Allow or CaseDecision.Label)) return Bad("Many at once can only be allowed or labelled.");
        var (decided, skipped) = (0, new Dictionary<Guid, string>());
        foreach (var id in request.Ids.Distinct())
        {
            var (entry, _) = await FindAsync(id, person, access, db, cancellationToken);
            var refusal = entry is null ? "There is no such case here."
                : entry.Severity > 2 || entry.State != CaseState.Open || entry.Reports > 0 || entry.IsSample ? "This one needs a look of its own."
                : (await desk.DecideAsync(entry.WorkspaceId, id, person.UserId()!.Value, new DecisionRequest { Action = request.Action, Clause = entry.Category is Categories.Unscreened or Categories.Reported ? null : entry.Category, Version = entry.Version }, cancellationToken)).Refusal;
            if (refusal is null) decided++;
            else skipped[id] = refusal;
        }

        return TypedResults.Ok(new BulkAnswer(decided, skipped));
    }

    internal static async Task<(ReviewCase? Case, Access Right)> FindAsync(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var entry = await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        var right = entry is null ? Access.NotMember : await access.CheckAsync(person, entry.WorkspaceId, Verb.Review, cancellationToken);
        return (right == Access.Granted ? entry : null, right);
    }

    private static ProblemHttpResult Bad(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult Conflict(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status409Conflict);
}
