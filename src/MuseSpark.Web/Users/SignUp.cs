using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using MuseSpark.Client.Users;

namespace MuseSpark.Web.Users;

/// <summary>How people come to have accounts: configuration SignUp__Mode.</summary>
public enum SignUpMode
{
    /// <summary>By a link that an owner sent.</summary>
    Invitation,

    /// <summary>Anybody makes one, with a workspace of their own.</summary>
    Open,

    /// <summary>Nobody new; invitations join accounts that exist.</summary>
    Closed,
}

/// <summary>What the configuration says.</summary>
public sealed record SignUpRules(SignUpMode Mode)
{
    public const string ClosedSentence = "This server takes no new accounts. Ask whoever runs it.";

    public static SignUpRules Of(IConfiguration configuration) => new(configuration["SignUp:Mode"] is not { Length: > 0 } mode ? SignUpMode.Invitation
        : Enum.TryParse<SignUpMode>(mode, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known
        : throw new Hosting.StartupException($"There is no way to sign up called \"{mode}\": set SignUp__Mode to invitation, open or closed."));
}

public static class SignUpApi
{
    public static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SignUp(
        SetupRequest request, SignUpRules rules, NewAccounts accounts, SignInManager<User> signIn, Sessions sessions, HttpContext context, CancellationToken cancellation)
    {
        if (rules.Mode != SignUpMode.Open)
            return TypedResults.Problem(rules.Mode == SignUpMode.Closed ? SignUpRules.ClosedSentence : "New people come by invitation here. Ask an owner of a workspace for a link.", statusCode: StatusCodes.Status403Forbidden);
        if (await accounts.JoinAsync(request, cancellation) is not { } user)
            return TypedResults.Problem("There is an account with this e-mail address: sign in to it.", statusCode: StatusCodes.Status409Conflict);
        await signIn.SignInAsync(user, isPersistent: true);
        return await UsersApi.EnterAsync(user, signIn, sessions, context, cancellation);
    }
}
