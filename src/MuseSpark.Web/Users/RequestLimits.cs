using System.Net;
using System.Threading.RateLimiting;

namespace MuseSpark.Web.Users;

/// <summary>
/// How much anybody may ask for in a minute: what changes things by key or person, and everything by address, so that neither one
/// program nor one network takes the server from the others. Configuration: Limits__ChangesPerMinute, Limits__RequestsPerMinute.
/// </summary>
public static class RequestLimits
{
    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        var changes = builder.Configuration.GetValue("Limits:ChangesPerMinute", 600);
        var requests = builder.Configuration.GetValue("Limits:RequestsPerMinute", 6_000);
        builder.Services.AddRateLimiter(options => options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => ChangerOf(context) is { } changer
                ? Window(changer, changes) : RateLimitPartition.GetNoLimiter("free")),
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsFromOutside(context) && context.Request.Path.StartsWithSegments("/api")
                ? Window($"address {NetworkAddress.Of(context)}", requests) : RateLimitPartition.GetNoLimiter("free"))));
    }

    private static RateLimitPartition<string> Window(string key, int perMinute) => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) });

    /// <summary>This machine is not limited: behind a proxy on it, its address is everybody's.</summary>
    private static bool IsFromOutside(HttpContext context) => context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address);

    /// <summary>Whose change it is; null for what changes nothing (asking the screen is such a question), and for strangers, whose doors have limits of their own.</summary>
    private static string? ChangerOf(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || context.Request.Path.StartsWithSegments("/api/moderation") || context.User.UserId() is not { } user ? null
            : context.User.IsKey() ? $"key of {user} in {context.User.KeyWorkspaceId()}" : $"person {user}";
}
