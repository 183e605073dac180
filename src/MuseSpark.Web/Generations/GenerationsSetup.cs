using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Work;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;
using Orleans.Configuration;

namespace MuseSpark.Web.Generations;

public static class GenerationsSetup
{
    public static void AddGenerations(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WorkerOptions>().BindConfiguration("Workers").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DatabaseRetry>();
        builder.Services.AddSingleton<Claims>();
        builder.Services.AddSingleton<TextMaker>();
        builder.Services.AddSingleton<PictureMaker>();
        builder.Services.AddSingleton<PictureFinisher>();
        builder.Services.AddSingleton<CaptionMaker>();
        builder.Services.AddSingleton<EnlargementMaker>();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddScoped<JobIntake>();
        builder.AddSilo();
        builder.Services.AddHostedService<WorkerService>();
    }

    public static void AddOutputs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BlobStore>();
        builder.Services.AddSingleton<SourcePictures>();
        builder.Services.AddSingleton<ServerSecret>();
        builder.Services.AddSingleton<SigningIdentities>();
        builder.Services.AddSingleton<SignerCertificates>();
        builder.Services.AddOptions<CredentialOptions>().BindConfiguration("Credentials").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => new TimestampServer(
            new HttpClient { MaxResponseContentBufferSize = TimestampServer.LargestAnswer }, services.GetRequiredService<IOptions<CredentialOptions>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<Signatory>();
        builder.Services.AddSingleton<CredentialWriter>();
        builder.Services.AddSingleton<ExportWriter>();
        builder.Services.AddSingleton<BlobSweep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<BlobSweep>());
    }

    /// <summary>One silo in this process, on loopback ports that are free now, so that two apps or tests never meet.</summary>
    private static void AddSilo(this WebApplicationBuilder builder) => builder.Host.UseOrleans(silo =>
    {
        var (siloPort, gatewayPort) = FreePorts();
        var cluster = Guid.NewGuid().ToString("N");
        silo.UseLocalhostClustering(siloPort, gatewayPort, primarySiloEndpoint: null, serviceId: "musespark", clusterId: cluster);

        // SQLite answers within the call, and first calls compile: long turns are nothing to warn of.
        silo.Configure<SchedulingOptions>(turns => turns.TurnWarningLengthThreshold = TimeSpan.FromSeconds(10));
        silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
    });

    private static (int Silo, int Gateway) FreePorts()
    {
        // Both are held until both are known, so that they differ.
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
