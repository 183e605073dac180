using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Packs;
using MuseSpark.Web.Models.Pulls;

namespace MuseSpark.Web.Models;

public static class ModelsSetup
{
    /// <summary>
    /// Configuration "Models:Folders": folders that hold model folders, beside the data folder; "Models:MemoryBudget": gigabytes that the weights
    /// of open models may take.
    /// </summary>
    public static void AddModels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Open);
        builder.Services.AddSingleton<PackRegistry>();
        builder.Services.AddSingleton<PackInstaller>();
        builder.Services.AddSingleton<Hub>();
        builder.Services.AddSingleton<PullStore>();
        builder.Services.AddSingleton<PullRunner>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PullRunner>());
        builder.Services.AddHostedService<ModelsWarmUp>();
    }

    private static ModelCatalog Open(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var folders = Folders(configuration, services.GetRequiredService<DataFolder>());
        var options = new ModelCatalogOptions();
        if (configuration.GetValue<double?>("Models:MemoryBudget") is { } gigabytes) options = options with { MemoryBudget = (long)(gigabytes * 1e9) };
        return ModelCatalog.Open(folders, options, services.GetRequiredService<ILogger<ModelCatalog>>());
    }

    internal static IReadOnlyList<string> Folders(IConfiguration configuration, DataFolder data)
    {
        var configured = configuration.GetSection("Models:Folders").Get<string[]>();
        return [.. (configured is { Length: > 0 } ? configured : ["models"]).Select(Path.GetFullPath), data.Models];
    }
}
