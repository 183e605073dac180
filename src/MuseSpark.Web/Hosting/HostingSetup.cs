using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Hosting;

public static class HostingSetup
{
    private const string DefaultAddress = "http://localhost:5080";
    private const long LargestBody = 1_000_000;

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);

        // The client's files, also when started from the build rather than from a published folder.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton<DataFolder>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddJson();
        builder.Services.AddValidation();
        builder.Services.AddProblems();
        builder.Services.AddApiDocs();
        builder.Services.AddHostedService<Greeting>();
        builder.AddLogs();
    }

    public static void UseHosting(this WebApplication app)
    {
        app.UseRequestGuard(ClientPages.ContentSecurity(app.Environment));
        app.UseRequestLog();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseApiDocs();
    }
}
