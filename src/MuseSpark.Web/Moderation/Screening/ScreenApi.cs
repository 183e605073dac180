using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Says what the screen makes of a text, so that anybody who reviews can measure it. Nothing is kept.</summary>
public static class ScreenApi
{
    public static void MapScreen(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/moderation/screen", Screen).RequireAuthorization(Policies.SignedIn).WithTags("Review");

    private static async Task<Results<Ok<ScreenAnswer>, ProblemHttpResult>> Screen(
        ScreenRequest request, ClaimsPrincipal person, WorkspaceAccess access, Screener screener, CancellationToken cancellationToken)
    {
        var workspace = request.WorkspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Review, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        var material = new Material(workspace!.Value, person.UserId()!.Value, Door.Question, request.Surface ?? Surface.Workspace);
        var verdict = await screener.TextAsync(material, request.Text, cancellationToken);
        return TypedResults.Ok(new ScreenAnswer(verdict.Action, verdict.Scores, verdict.Findings, verdict.Model));
    }
}
