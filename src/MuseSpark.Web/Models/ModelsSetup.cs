using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Packs;
using MuseSpark.Web.Models.Pulls;

namespace MuseSpark.Web.Models;

public static class ModelsSetup
{
    /// <summary>Configuration "Models:Folders": folders that hold model folders. Packs lie in the data folder.</summary>
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
        var folders = Folders(services.GetRequiredService<IConfiguration>(), services.GetRequiredService<DataFolder>());
        return ModelCatalog.Open(folders, new ModelCatalogOptions(), services.GetRequiredService<ILogger<ModelCatalog>>());
    }

    internal static IReadOnlyList<string> Folders(IConfiguration configuration, DataFolder data)
    {
        var configured = configuration.GetSection("Models:Folders").Get<string[]>();
        return [.. (configured is { Length: > 0 } ? configured : ["models"]).Select(Path.GetFullPath), data.Models];
    }
}
