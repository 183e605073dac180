using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Packs;

namespace MuseSpark.Web.Models;

public static class ModelsSetup
{
    /// <summary>Configuration "Models:Folders": folders that hold model folders. Packs lie in the data folder.</summary>
    public static void AddModels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Open);
        builder.Services.AddSingleton<PackRegistry>();
        builder.Services.AddSingleton<PackInstaller>();
        builder.Services.AddHostedService<ModelsWarmUp>();
    }

    private static ModelCatalog Open(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IConfiguration>().GetSection("Models:Folders").Get<string[]>();
        var folders = configured is { Length: > 0 } ? configured : ["models"];
        return ModelCatalog.Open([.. folders.Select(Path.GetFullPath), services.GetRequiredService<DataFolder>().Models], new ModelCatalogOptions(), services.GetRequiredService<ILogger<ModelCatalog>>());
    }
}
