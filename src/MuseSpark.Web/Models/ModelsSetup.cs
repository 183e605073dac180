using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Models;

public static class ModelsSetup
{
    /// <summary>Configuration "Models:Folders": folders that hold model folders.</summary>
    public static void AddModels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Open);
        builder.Services.AddHostedService<ModelsWarmUp>();
    }

    private static ModelCatalog Open(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IConfiguration>().GetSection("Models:Folders").Get<string[]>();
        var folders = configured is { Length: > 0 } ? configured : ["models"];
        return ModelCatalog.Open([.. folders.Select(Path.GetFullPath)], new ModelCatalogOptions(), services.GetRequiredService<ILogger<ModelCatalog>>());
    }
}
