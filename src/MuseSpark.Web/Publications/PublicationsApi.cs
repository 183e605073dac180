using System.Data;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Publications;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Samples;
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
        Guid id, PublicationRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, PublicationScreen screen, QualitySample samples, TimeProvider time, CancellationToken cancellationToken)
    {
        var (work, right) = await GenerationsApi.FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (work is null) return right.Refuse("work");
        if (Kinds.IsBrought(work.Kind)) return Conflict("This was brought from outside. Only what was made here can be published.");
        if (work.State == GenerationState.Withdrawn) return Conflict("This work was withdrawn, so it can't be published.");
        if (work.State != GenerationState.Completed) return Conflict("This work is not finished. Only a finished one can be published.");

        if (work.Restriction is CaseDecision.Limit or CaseDecision.Hide) return Conflict("A reviewer decided that this work is not to be public. Your messages say why.");

        var page = new PublicWords(Tidy(request.Title), Tidy(request.AltText), request.ShowsPrompt);
        var screened = await screen.LookAsync(work, person.UserId()!.Value, page, cancellationToken);
        var waits = screened.Verdict.Action >= ScreenAction.Hold;
        if (waits && screened.Verdict.Worst?.Category == Categories.SexualMinors)
            return TypedResults.Problem(screened.Verdict.Sentence, statusCode: StatusCodes.Status422UnprocessableEntity);

        // Once for each work, not for every word that is changed beside it.
        if (!await db.Publications.AnyAsync(p => p.WorkspaceId == work.WorkspaceId && p.GenerationId == id, cancellationToken)) await samples.DrawAsync(screened, cancellationToken);
        return TypedResults.Ok(await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
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
            // One open case is enough, whatever is changed while it waits; but whoever has read the old words looks again before they decide.
            var open = await db.Cases.FirstOrDefaultAsync(c => c.WorkspaceId == work.WorkspaceId && c.GenerationId == id && c.Door == Door.Publication && ReviewCase.OpenStates.Contains(c.State), token);
            if (open is not null && (row.Words != page || db.Entry(row).State == EntityState.Added))
            {
                open.Findings = screened.Findings;
                if (waits && screened.Verdict.Worst is { } worst && Categories.SeverityOf(worst.Category) > open.Severity)
                {
                    (open.Category, open.Severity, open.Confidence) = (worst.Category, Categories.SeverityOf(worst.Category), worst.Score);
                    open.SetDue();
                }

                open.Version++;
            }

            (row.Title, row.AltText, row.ShowsPrompt) = page;
            row.ShowsName = request.ShowsName && (isTheirs || row.ShowsName);
            row.Waits = waits;
            if (waits) screened.HoldInstead();
            screened.Store(db, asks: open is null);
            await db.SaveChangesAsync(token);
            return row.AsView();
        }, cancellationToken));
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
