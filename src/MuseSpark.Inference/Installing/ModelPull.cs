using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Recognition;

namespace MuseSpark.Inference.Installing;

/// <summary>Brings a model of the hub into a folder of models. It comes whole or not at all.</summary>
public sealed class ModelPull(HubClient hub, TimeProvider time)
{
    /// <summary>Looks what a repository is, and what of it would be fetched.</summary>
    /// <param name="revision">A branch, a tag or a commit; null for the newest.</param>
    /// <exception cref="ModelException">It can't be had or used; the sentence says what to do.</exception>
    public async Task<PullPlan> PlanAsync(HubRepository repository, string? revision, CancellationToken cancellationToken)
    {
        var model = await hub.LookUpAsync(repository, revision, cancellationToken);
        var files = model.Files.ToDictionary(file => file.Path);
        var content = new FolderContent(
            repository.Name, model.Files.ToDictionary(file => file.Path, file => file.Bytes), (path, stop) => hub.ReadAsync(model, files[path], FolderContent.MaxRead, stop));
        return new PullPlan(model, await ModelRecogniser.RecogniseAsync(content, cancellationToken));
    }

    /// <summary>Fetches, checks and opens a model, and only then puts it into its place. What had arrived before is not fetched again.</summary>
    /// <param name="precision">Null for the best on a processor.</param>
    /// <param name="models">Folder of model folders; the model becomes one of them.</param>
    /// <param name="downloads">A folder on the same disk for what is not finished.</param>
    /// <returns>The model's folder.</returns>
    /// <exception cref="ModelException">It can't be had or used; the sentence says what to do.</exception>
    public async Task<string> InstallAsync(PullPlan plan, string? precision, string models, string downloads, Action<PullProgress> progress, CancellationToken cancellationToken)
    {
        var choice = plan.Recognised.Choose(precision);
        var id = ModelAssembly.IdOf(plan.Recognised.Draft.Name, choice);
        var source = new ModelSource(plan.Model.Repository.Id, plan.Model.Revision, choice.Name);
        var place = Path.Combine(models, id);
        using var staging = Staging.Open(downloads, id);
        if (IsThere(place, id, source))
        {
            staging.Discard();
            return place;
        }
        await new ModelDownload(hub, time).FetchAsync(plan.Model, plan.FilesOf(choice), staging, progress, cancellationToken);
        progress(new PullProgress(PullStage.Checking, choice.Bytes, choice.Bytes, null, null));
        var draft = plan.Recognised.Draft with { Licence = plan.Licence, Source = source, Version = plan.Model.Revision[..12] };
        await ModelAssembly.CompleteAsync(staging.Model, draft, choice, cancellationToken);
        staging.MoveTo(place);
        return place;
    }

    /// <summary>The id that a precision of it will have.</summary>
    public static string IdOf(PullPlan plan, string? precision) => ModelAssembly.IdOf(plan.Recognised.Draft.Name, plan.Recognised.Choose(precision));

    /// <summary>Deletes what has arrived of a model that is not wanted any more.</summary>
    /// <exception cref="ModelException">It is being fetched.</exception>
    public static void Discard(string downloads, string id)
    {
        if (!Directory.Exists(Staging.FolderOf(downloads, id))) return;
        Staging.Open(downloads, id).Discard();
    }

    private static bool IsThere(string place, string id, ModelSource source)
    {
        if (!Directory.Exists(place)) return false;
        if (File.Exists(Path.Combine(place, ManifestReader.FileName)) && ManifestReader.Read(place).Source == source) return true;
        throw new ModelException($"Another model {id} is here already. Remove it first.");
    }
}
