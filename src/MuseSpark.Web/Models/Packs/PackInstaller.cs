using MuseSpark.Client.Models;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Packs;

/// <summary>Installs the one optional pack in the background, and knows how far it is. What is installed is used at once.</summary>
public sealed class PackInstaller(ModelCatalog catalog, DataFolder data, PackRegistry registry, IHostApplicationLifetime life, ILogger<PackInstaller> logger)
{
    private readonly Lock _lock = new();
    private Task _work = Task.CompletedTask;
    private PackProgress _progress;
    private string? _problem;

    public PackView View(bool mayInstall)
    {
        lock (_lock)
        {
            var entry = Entry();
            var state = entry is { Problem: null } ? PackState.Installed : !_work.IsCompleted ? PackState.Installing : PackState.Missing;
            return new PackView(
                PictureSafetyPack.Id, PictureSafetyPack.Name, PictureSafetyPack.Purpose, PictureSafetyPack.Licence, $"{PictureSafetyPack.Package}, from npm", PictureSafetyPack.Package.Bytes,
                state, state == PackState.Installing ? Words() : null, state == PackState.Installing ? _progress.Done : null, state == PackState.Missing ? _problem ?? entry?.Problem : null, mayInstall);
        }
    }

    /// <summary>Looks whether the command line has installed it meanwhile.</summary>
    public void Refresh() => Entry();

    /// <summary>Begins, unless it is there or under way already.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (!_work.IsCompleted || Entry() is { Problem: null }) return;
            (_problem, _progress) = (null, default);
            _work = Task.Run(InstallAsync, CancellationToken.None);
        }
    }

    private async Task InstallAsync()
    {
        try
        {
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var npm = new NpmClient(http, registry.Address, TimeProvider.System);
            var folder = await PictureSafetyPack.InstallAsync(npm, data.Models, data.Downloads, Tell, life.ApplicationStopping);
            catalog.Add(folder);
            logger.LogInformation("Installed {Pack}", PictureSafetyPack.Id);
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            // What has arrived is kept for the next time.
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "{Pack} could not be installed", PictureSafetyPack.Id);
            lock (_lock) _problem = e is ModelException ? e.Message : "Something went wrong on the server while this was installed; its log says what. Try again.";
        }
    }

    private void Tell(PackProgress progress)
    {
        lock (_lock) _progress = progress;
    }

    private string Words() => _progress.Stage == PackStage.Downloading ? "Downloading" : "Making it ready";

    private ModelEntry? Entry()
    {
        var entry = catalog.Models.FirstOrDefault(m => m.Manifest.Id == PictureSafetyPack.Id);
        var folder = Path.Combine(data.Models, PictureSafetyPack.Id);
        return entry is not null || !File.Exists(Path.Combine(folder, "model.json")) ? entry : catalog.Add(folder);
    }
}
