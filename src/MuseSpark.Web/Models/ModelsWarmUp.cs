using MuseSpark.Client.Generations;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;

namespace MuseSpark.Web.Models;

/// <summary>Opens the models that are used by default and runs each once, so that the first person does not wait for that.</summary>
public sealed class ModelsWarmUp(ModelCatalog catalog, IHostApplicationLifetime life, ILogger<ModelsWarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the first page can be served.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = life.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await Task.Run(() => WarmAsync(stoppingToken), stoppingToken);
    }

    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (catalog.Find(null, Kinds.Story) is { } writer)
            {
                using var lease = await catalog.UseTextAsync(writer.Manifest.Id, cancellationToken);
                var request = new TextRequest { Kind = Kinds.Story, Prompt = "a", Seed = 0, Options = new TextOptions { MaxTokens = 2 } };
                await foreach (var piece in lease.Model.GenerateAsync(request, cancellationToken)) { }
            }

            if (catalog.Find(null, Kinds.Picture) is { } painter)
            {
                using var lease = await catalog.UseImageAsync(painter.Manifest.Id, cancellationToken);
                await foreach (var step in lease.Model.GenerateAsync(new ImageRequest { Prompt = "a", Seed = 0, Steps = 1, PreviewEvery = 0 }, cancellationToken)) { }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The models page shows it, and whoever asks for the model is told; the server goes on.
            logger.LogWarning(e, "A model could not be readied");
        }
    }
}
