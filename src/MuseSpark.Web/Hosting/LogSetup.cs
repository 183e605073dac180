using MuseSpark.Web.Data;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MuseSpark.Web.Hosting;

/// <summary>
/// Readable lines on the console, and the same events as JSON in data/logs, a file a day, for two weeks. Prompts, texts and
/// addresses with tokens in them stay out.
/// </summary>
public static class LogSetup
{
    private const string ConsoleLine = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {TraceId}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder) => builder.Services.AddSerilog((services, log) => log
        .MinimumLevel.Is(builder.Configuration.GetValue("Logs:Level", LogEventLevel.Information))
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
        .MinimumLevel.Override("Polly", LogEventLevel.Warning)

        // Measures its first interval from the start of the machine, and finds it long.
        .MinimumLevel.Override("Orleans.Runtime.Watchdog", LogEventLevel.Error)

        // It warns that keys in the data folder are not encrypted; who can read that folder can read everything anyway.
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
        .Enrich.FromLogContext()
        .Enrich.With<WithoutAddress>()
        .WriteTo.Console(outputTemplate: ConsoleLine, formatProvider: null)
        .WriteTo.File(
            new CompactJsonFormatter(),
            Path.Combine(services.GetRequiredService<DataFolder>().Logs, "musespark-.jsonl"),
            rollingInterval: RollingInterval.Day,
            fileSizeLimitBytes: 50_000_000,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: 14),
        preserveStaticLogger: true);

    /// <summary>One line per request, with the route's pattern instead of the address.</summary>
    public static void UseRequestLog(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        options.MessageTemplate = "{Method} {Route} {StatusCode} in {Elapsed:0.0} ms";
        options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
        [
            new LogEventProperty("Method", new ScalarValue(context.Request.Method)),
            new LogEventProperty("Route", new ScalarValue((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "(no route)")),
            new LogEventProperty("StatusCode", new ScalarValue(status)),
            new LogEventProperty("Elapsed", new ScalarValue(elapsed)),
        ];
        options.GetLevel = (context, _, fault) => fault is not null || context.Response.StatusCode >= 500 ? LogEventLevel.Error
            : context.Request.Path.StartsWithSegments("/api") ? LogEventLevel.Information
            : LogEventLevel.Debug;
    });

    /// <summary>ASP.NET Core adds the address to every event of a request; an invitation's has its secret in it.</summary>
    private sealed class WithoutAddress : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
