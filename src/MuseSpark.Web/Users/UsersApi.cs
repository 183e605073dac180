using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Users;

public static class UsersApi
{
    public static void MapUsers(this WebApplication app)
    {
        var open = app.MapGroup("/api").WithTags("Users").AllowAnonymous();
        open.MapGet("/session", GetSession);
        open.MapPost("/session", SignIn).RequireRateLimiting(SignInLimit.Policy);
        open.MapDelete("/session", SignOut);
        open.MapPost("/users", SignUpApi.SignUp).RequireRateLimiting(SignInLimit.Policy);
        open.MapPost("/setup", SetUp).RequireRateLimiting(SignInLimit.Policy);

        var own = app.MapGroup("/api").WithTags("Users").RequireAuthorization(Policies.InPerson);
        own.MapPut("/profile", ChangeProfile);
        own.MapPut("/password", ChangePassword).RequireRateLimiting(SignInLimit.Policy);
        own.MapPut("/session/workspace", SwitchWorkspace);
    }

    private static async Task<Ok<SessionView>> GetSession(ClaimsPrincipal person, Sessions sessions, HttpContext context, CancellationToken cancellation)
    {
        CrossSiteGuard.HandToken(context);
        return TypedResults.Ok(await sessions.ViewAsync(person, cancellation));
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SignIn(
        SignInRequest request, SignInManager<User> signIn, Sessions sessions, HttpContext context, CancellationToken cancellation)
    {
        var user = await signIn.UserManager.FindByEmailAsync(request.Email.Trim());

        // The same work for an unknown address and an account that rests, so that the time taken doesn't tell which ones are known.
        if (user is null || await signIn.UserManager.IsLockedOutAsync(user))
            signIn.UserManager.PasswordHasher.HashPassword(new User { DisplayName = "" }, request.Password);

        if (user is null || !(await signIn.PasswordSignInAsync(user, request.Password, request.StaySignedIn, lockoutOnFailure: true)).Succeeded)
            return TypedResults.Problem(
                "This e-mail address and password don't go together. After five failed attempts an account rests for five minutes.",
                statusCode: StatusCodes.Status401Unauthorized);

        return await EnterAsync(user, signIn, sessions, context, cancellation);
    }

    private static async Task<NoContent> SignOut(SignInManager<User> signIn, HttpContext context)
    {
        await signIn.SignOutAsync();
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        CrossSiteGuard.HandToken(context);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SetUp(
        SetupRequest request, NewAccounts accounts, SignInManager<User> signIn, Sessions sessions, HttpContext context, CancellationToken cancellation)
    {
        if (await accounts.MakeFirstAsync(request, cancellation) is not { } user)
            return TypedResults.Problem("This server has been set up already: sign in instead.", statusCode: StatusCodes.Status409Conflict);

        await signIn.SignInAsync(user, isPersistent: true);
        return await EnterAsync(user, signIn, sessions, context, cancellation);
    }

    private static async Task<NoContent> ChangeProfile(ProfileRequest request, ClaimsPrincipal person, MuseSparkDb db, CancellationToken cancellation)
    {
        var id = person.UserId();
        await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.DisplayName, request.DisplayName.Trim()).SetProperty(u => u.Theme, request.Theme), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, UnauthorizedHttpResult, ValidationProblem>> ChangePassword(
        ChangePasswordRequest request, ClaimsPrincipal person, SignInManager<User> signIn)
    {
        if (await signIn.UserManager.GetUserAsync(person) is not { } user)
            return TypedResults.Unauthorized();

        var changed = await signIn.UserManager.ChangePasswordAsync(user, request.CurrentPassword, request.NewPassword);
        if (!changed.Succeeded)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["currentPassword"] = ["That is not your present password."],
            });

        await signIn.RefreshSignInAsync(user);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SwitchWorkspace(
        WorkspaceChoice choice, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellation)
    {
        var right = await access.CheckAsync(person, choice.WorkspaceId, Verb.View, cancellation);
        if (right != Access.Granted)
            return right.Refuse("workspace");

        var id = person.UserId();
        await db.Users.Where(u => u.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.CurrentWorkspaceId, choice.WorkspaceId), cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Signing in has set the cookie; the rest of this request, its antiforgery token first of all, is that person's too.</summary>
    internal static async Task<Ok<SessionView>> EnterAsync(
        User user, SignInManager<User> signIn, Sessions sessions, HttpContext context, CancellationToken cancellation)
    {
        context.User = await signIn.CreateUserPrincipalAsync(user);
        CrossSiteGuard.HandToken(context);
        return TypedResults.Ok(await sessions.ViewAsync(context.User, cancellation));
    }
}
