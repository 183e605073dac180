using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace MuseSpark.Web.Users;

/// <summary>
/// Keeps other sites from acting with a person's cookie: a changing request has to carry the token that only our own
/// pages can read. Keys need none, since no browser adds them on its own.
/// </summary>
public static class CrossSiteGuard
{
    public const string TokenCookie = "XSRF-TOKEN", TokenHeader = "X-XSRF-TOKEN";

    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (IsSafe(context.Request.Method))
        {
            await next(context);
            return;
        }

        // Signing in carries no cookie to guard, so what browsers say about the sender covers it.
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            await RefuseAsync(context, "This request came from another site.");
            return;
        }

        if (context.User.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme
            && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            await RefuseAsync(context, $"The page is out of date: reload it and try again. (Programs use a key, or send the cookie {TokenCookie} back as the header {TokenHeader}.)");
            return;
        }

        await next(context);
    }

    /// <summary>Gives the page the token that belongs to who is signed in now.</summary>
    public static void HandToken(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        context.Response.Cookies.Append(TokenCookie, tokens.RequestToken!, new CookieOptions
        {
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private static Task RefuseAsync(HttpContext context, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
}
