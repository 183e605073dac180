using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

/// <summary>The invited person's side: the token in the link is all they need.</summary>
public static class InvitationOffersApi
{
    public static void MapInvitationOffers(this WebApplication app)
    {
        var offers = app.MapGroup("/api/invitations/{token}").WithTags("Workspaces").AllowAnonymous().RequireRateLimiting(SignInLimit.Policy);
        offers.MapGet("", Get);
        offers.MapPost("/accept", Accept);
    }

    private static async Task<Results<Ok<InvitationOffer>, ProblemHttpResult>> Get(
        string token, MuseSparkDb db, TimeProvider time, CancellationToken cancellation)
    {
        var offer = await NewMembers.Open(db, Secrets.Hash(token), time.GetUtcNow().UtcDateTime)
            .Join(db.Workspaces, i => i.WorkspaceId, w => w.Id, (i, w) => new InvitationOffer(w.Name, i.Role, i.ExpiresAt))
            .SingleOrDefaultAsync(cancellation);
        return offer is null ? NotOpen() : TypedResults.Ok(offer);
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult, ValidationProblem>> Accept(
        string token, AcceptInvitationRequest request, ClaimsPrincipal person, SignUpRules rules, NewMembers members, SignInManager<User> signIn,
        Sessions sessions, HttpContext context, CancellationToken cancellation)
    {
        if (person.IsKey())
            return TypedResults.Problem("A key stays in its own workspace: accept the invitation in a browser.", statusCode: StatusCodes.Status403Forbidden);
        if (person.UserId() is null && rules.Mode == SignUpMode.Closed)
            return TypedResults.Problem(SignUpRules.ClosedSentence, statusCode: StatusCodes.Status403Forbidden);
        if (person.UserId() is null && Missing(request) is { Count: > 0 } missing)
            return TypedResults.ValidationProblem(missing);

        var (outcome, user) = await members.JoinAsync(Secrets.Hash(token), person.UserId(), request, cancellation);
        switch (outcome)
        {
            case JoinOutcome.AlreadyMember:
                return TypedResults.Problem("You are a member of this workspace already.", statusCode: StatusCodes.Status409Conflict);
            case JoinOutcome.EmailTaken:
                return TypedResults.Problem(
                    "There is an account with this e-mail address: sign in to it, then open the link again.", statusCode: StatusCodes.Status409Conflict);
            case JoinOutcome.Joined when person.UserId() is null:
                await signIn.SignInAsync(user!, isPersistent: true);
                return await UsersApi.EnterAsync(user!, signIn, sessions, context, cancellation);
            case JoinOutcome.Joined:
                return TypedResults.Ok(await sessions.ViewAsync(person, cancellation));
            default:
                return NotOpen();
        }
    }

    private static ProblemHttpResult NotOpen() => TypedResults.Problem(
        "This invitation was used, withdrawn, or has expired. Ask for a new one.", statusCode: StatusCodes.Status404NotFound);

    private static Dictionary<string, string[]> Missing(AcceptInvitationRequest request)
    {
        var missing = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(request.DisplayName)) missing["displayName"] = ["Write your name."];
        if (string.IsNullOrWhiteSpace(request.Email)) missing["email"] = ["Write your e-mail address."];
        if (string.IsNullOrWhiteSpace(request.Password)) missing["password"] = ["Choose a password."];
        return missing;
    }
}
