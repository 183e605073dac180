using System.Text.RegularExpressions;

namespace MuseSpark.Web.Hosting;

/// <summary>What goes for every request and answer: no control characters in the address, and the headers that keep browsers strict.</summary>
public static partial class RequestGuard
{
    public static void UseRequestGuard(this WebApplication app, string contentSecurity) => app.Use(async (context, next) =>
    {
        // When the answer starts, since an error clears what was set before; what an endpoint set itself stays.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("Referrer-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
            headers.TryAdd("Content-Security-Policy", contentSecurity);
            headers.TryAdd(Correlation.Header, Correlation.Id(context));
            if (context.Request.Path.StartsWithSegments("/api"))
                headers.TryAdd("Cache-Control", "no-store");
            return Task.CompletedTask;
        });

        if (HasControls(context.Request))
        {
            await TypedResults.Problem("The address has a control character in it.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private static bool HasControls(HttpRequest request) =>
        Control().IsMatch(request.Path.Value ?? "")
        || request.Query.Any(parameter => Control().IsMatch(parameter.Key) || parameter.Value.Any(value => value is not null && SafeText.FirstControl(value) >= 0));

    [GeneratedRegex(@"\p{Cc}")]
    private static partial Regex Control();
}
