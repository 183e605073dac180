using MuseSpark.Inference.Measuring;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Packs;
using MuseSpark.Web.Models.Preferences;
using MuseSpark.Web.Models.Pulls;

namespace MuseSpark.Web.Models;

public static class ModelsSetup
{
    /// <summary>
    /// Configuration "Models:Folders": folders that hold model folders, beside the data folder; "Models:MemoryBudget": gigabytes that open models
    /// and the texts they are writing may take; "Models:ExecutionProvider": what graphs run on (auto, CPU, CUDA, DirectML, OpenVINO, CoreML); "Models:Measure":
    /// false leaves out measuring how a model runs fastest when it is first opened.
    /// </summary>
    public static void AddModels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(Open);
        builder.Services.AddSingleton<ModelPreferences>();
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
        var data = services.GetRequiredService<DataFolder>();
        var folders = Folders(configuration, data);
        var logger = services.GetRequiredService<ILogger<ModelCatalog>>();
        var (provider, reason) = ExecutionProviders.Choose(configuration["Models:ExecutionProvider"]);
        logger.LogInformation("{Reason}", reason);
        var options = new ModelCatalogOptions { Onnx = new OnnxOptions { Provider = provider }, Choices = Choices(data), Measures = configuration.GetValue("Models:Measure", true) };
        if (configuration.GetValue<double?>("Models:MemoryBudget") is { } gigabytes) options = options with { MemoryBudget = (long)(gigabytes * 1e9) };
        var catalog = ModelCatalog.Open(folders, options, logger);
        services.GetRequiredService<ModelPreferences>().ApplyTo(catalog);
        return catalog;
    }

    internal static SessionChoices Choices(DataFolder data) => new(Path.Combine(data.Models, SessionChoices.FileName));

    internal static IReadOnlyList<string> Folders(IConfiguration configuration, DataFolder data)
    {
        var configured = configuration.GetSection("Models:Folders").Get<string[]>();
        return [.. (configured is { Length: > 0 } ? configured : ["models"]).Select(Path.GetFullPath), data.Models];
    }
}
