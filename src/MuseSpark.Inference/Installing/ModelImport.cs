using MuseSpark.Inference.Models;
using MuseSpark.Inference.Recognition;

namespace MuseSpark.Inference.Installing;

/// <summary>Brings a model from a folder on this machine, as it was downloaded or exported, into a folder of models.</summary>
public static class ModelImport
{
    /// <param name="licence">As the person who brings it knows it.</param>
    /// <inheritdoc cref="ModelPull.InstallAsync"/>
    public static async Task<string> InstallAsync(string folder, string? precision, string licence, string models, string downloads, CancellationToken cancellationToken)
    {
        var content = FolderContent.Of(folder);
        var recognised = await ModelRecogniser.RecogniseAsync(content, cancellationToken);
        var choice = recognised.Choose(precision);
        var id = ModelAssembly.IdOf(content.Name, choice);
        var place = Path.Combine(models, id);
        if (Directory.Exists(place)) throw new ModelException($"A model {id} is here already. Remove it first.");
        using var staging = Staging.Open(downloads, id);
        staging.KeepOnly([]);
        foreach (var path in choice.Files)
        {
            var copy = Path.Combine(staging.Model, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            await using var from = File.OpenRead(Path.Combine(folder, path));
            await using var to = File.Create(copy);
            await from.CopyToAsync(to, cancellationToken);
        }
        await ModelAssembly.CompleteAsync(staging.Model, recognised.Draft with { Licence = licence }, choice, cancellationToken);
        staging.MoveTo(place);
        return place;
    }
}
