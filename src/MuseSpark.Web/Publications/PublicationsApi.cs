using System.Data;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Publications;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Publications;

/// <summary>The members' side: giving a work a public page, and taking it back.</summary>
public static class PublicationsApi
{
    public static void AddPublications(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<PublicWorks>();
        builder.Services.AddScoped<PublicationScreen>();
        builder.AddPublic();
    }

    public static void MapPublications(this IEndpointRouteBuilder app)
    {
        var publication = app.MapGroup("/api/generations/{id:guid}/publication").RequireAuthorization(Policies.SignedIn).WithTags("Publications");
        publication.MapPost("", Publish);
        publication.MapDelete("", TakeBack);
        app.MapPublic();
    }

    /// <summary>Of a work that is published already it changes what is shown; the address stays.</summary>
    private static async Task<Results<Ok<PublicationView>, ProblemHttpResult>> Publish(
        Guid id, PublicationRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, PublicationScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var (work, right) = await GenerationsApi.FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (work is null) return right.Refuse("work");
        if (work.Kind == Kinds.Upload) return Conflict("This was brought from outside. Only what was made here can be published.");
        if (work.State == GenerationState.Withdrawn) return Conflict("This work was withdrawn, so it can't be published.");
        if (work.State != GenerationState.Completed) return Conflict("This work is not finished. Only a finished one can be published.");

        if (work.Restriction is CaseDecision.Limit or CaseDecision.Hide) return Conflict("A reviewer decided that this work is not to be public. Your messages say why.");
        var cleared = await screen.IsClearedAsync(work, cancellationToken);
        string? stopped = null;

        var published = await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            var row = await db.Publications.SingleOrDefaultAsync(p => p.WorkspaceId == work.WorkspaceId && p.GenerationId == id, token);
            // Whose name is shown is settled by who published first: nobody else's consent counts for it.
            var isTheirs = row is null || row.PublishedBy == person.UserId();
            row ??= db.Add(new Publication
            {
                WorkspaceId = work.WorkspaceId,
                GenerationId = id,
                Address = Publication.NewAddress(),
                PublishedBy = person.UserId()!.Value,
                PublishedAt = time.GetUtcNow().UtcDateTime,
            }).Entity;
            row.Title = Tidy(request.Title);
            row.AltText = Tidy(request.AltText);
            row.ShowsPrompt = request.ShowsPrompt;
            row.ShowsName = request.ShowsName && (isTheirs || row.ShowsName);
            var screened = await screen.LookAsync(work, person.UserId()!.Value, row, token);
            if (!cleared && screened.Verdict.Action >= ScreenAction.Hold)
            {
                row.Waits = true;
                screened.HoldInstead();
                stopped = screened.Verdict.Worst?.Category == Categories.SexualMinors ? screened.Verdict.Sentence : null;
                if (stopped is not null) return null;
            }

            // What was let through before, or asks only for a label, needs no second case.
            if (row.Waits && !await db.Cases.AnyAsync(c => c.WorkspaceId == work.WorkspaceId && c.GenerationId == id && c.Door == Door.Publication && c.State == CaseState.Open, token)) screened.Store(db);
            await db.SaveChangesAsync(token);
            return row.AsView();
        }, cancellationToken);
        return published is null ? TypedResults.Problem(stopped, statusCode: StatusCodes.Status422UnprocessableEntity) : TypedResults.Ok(published);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeBack(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var (work, right) = await GenerationsApi.FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (work is null) return right.Refuse("work");
        await db.Publications.Where(p => p.WorkspaceId == work.WorkspaceId && p.GenerationId == id).ExecuteDeleteAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>One line, or null where there is nothing to see in it.</summary>
    private static string? Tidy(string? text) =>
        text is null || PromptText.IsBlank(text) ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ProblemHttpResult Conflict(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status409Conflict);
}
