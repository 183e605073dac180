using System.Globalization;
using MuseSpark.Inference.Installing;

namespace MuseSpark.Web.Models.Commands;

/// <summary>list, verify and remove.</summary>
internal static class CareCommands
{
    public static async Task<int> ListAsync(ModelPlaces places, TextWriter output)
    {
        using var catalog = places.Open();
        foreach (var entry in catalog.Models)
        {
            var model = entry.Manifest;
            var bytes = model.Files.Keys.Select(file => new FileInfo(Path.Combine(entry.Folder, file))).Sum(file => file.Exists ? file.Length : 0);
            var source = model.Source is { } from ? $", {from.Repository} at {from.Revision[..12]}" : "";
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{model.Id}  {model.Kind}, {bytes / 1e6:0.0} MB, {model.Licence}{source}{(entry.Problem is null ? "" : $"\n    {entry.Problem}")}"));
        }
        return ModelsCommand.Done;
    }

    /// <param name="id">Null for all.</param>
    public static async Task<int> VerifyAsync(ModelPlaces places, string? id, TextWriter output, CancellationToken cancellationToken)
    {
        using var catalog = places.Open();
        var chosen = catalog.Models.Where(entry => id is null || entry.Manifest.Id == id).ToArray();
        if (chosen.Length == 0) await output.WriteLineAsync(id is null ? "There are no models here." : $"There is no model {id} here.");
        var allWhole = chosen.Length > 0 || id is null;
        foreach (var entry in chosen)
        {
            var problem = await ModelCare.VerifyAsync(entry, cancellationToken);
            await output.WriteLineAsync($"{entry.Manifest.Id}  {problem ?? "whole"}");
            allWhole &= problem is null;
        }
        return allWhole ? ModelsCommand.Done : ModelsCommand.NotDone;
    }

    public static async Task<int> RemoveAsync(ModelPlaces places, string id, TextWriter output)
    {
        using var catalog = places.Open();
        if (catalog.Models.FirstOrDefault(entry => entry.Manifest.Id == id) is not { } found)
        {
            await output.WriteLineAsync($"There is no model {id} here.");
            return ModelsCommand.NotDone;
        }
        ModelCare.Remove(found, places.Data.Models, places.Data.Downloads);
        await output.WriteLineAsync($"{id} is removed.");
        return ModelsCommand.Done;
    }
}
