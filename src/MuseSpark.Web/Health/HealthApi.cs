using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MuseSpark.Web.Health;

/// <summary>/healthz: the process answers. /readyz: it can also do its work, and if not, why.</summary>
public static class HealthApi
{
    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddHealthChecks()
        .AddCheck<DatabaseHealth>("database", timeout: TimeSpan.FromSeconds(5))
        .AddCheck<ModelsHealth>("models")
        .AddCheck<DiskHealth>("disk");

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = Word(report.Status),
        Checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { Status = Word(entry.Value.Status), entry.Value.Description }),
    });

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ready",
        HealthStatus.Degraded => "limited",
        _ => "not-ready",
    };
}
