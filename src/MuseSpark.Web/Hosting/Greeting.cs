using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Hosting;

/// <summary>Says, once the server listens, which address to open.</summary>
public sealed class Greeting(IServer server, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, DataFolder folder, ILogger<Greeting> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        await using var scope = scopes.CreateAsyncScope();
        var isNew = !await scope.ServiceProvider.GetRequiredService<MuseSparkDb>().Users.AnyAsync(stoppingToken);
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            log.LogInformation("MuseSpark is ready: open {Address}{Page} (data in {Folder})", Open(address), isNew ? "/setup to make the first account" : "", folder.Root);
    }

    /// <summary>An address that listens everywhere is opened as localhost.</summary>
    private static string Open(string address) => address.Replace("//0.0.0.0", "//localhost").Replace("//[::]", "//localhost").Replace("//*", "//localhost").Replace("//+", "//localhost");
}
