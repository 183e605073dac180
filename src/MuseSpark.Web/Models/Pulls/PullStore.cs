using System.Text.Json;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Pulls;

/// <summary>The orders that are not done yet, one file each beside what has arrived of them: they belong to this disk, not to the database.</summary>
public sealed class PullStore(DataFolder data, ILogger<PullStore> logger)
{
    private string Folder => Path.Combine(data.Downloads, "orders");

    public IReadOnlyList<PullOrder> Load()
    {
        if (!Directory.Exists(Folder)) return [];
        var orders = new List<PullOrder>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                if (JsonSerializer.Deserialize<PullOrder>(File.ReadAllBytes(file), JsonSerializerOptions.Web) is { } order && PathOf(order.Id) == file) orders.Add(order);
            }
            catch (JsonException e)
            {
                logger.LogWarning(e, "The order {File} can't be read and is left aside", Path.GetFileName(file));
            }
        }
        return orders;
    }

    public void Save(PullOrder order)
    {
        Directory.CreateDirectory(Folder);
        var unfinished = PathOf(order.Id) + ".new";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(order, JsonSerializerOptions.Web));
        File.Move(unfinished, PathOf(order.Id), overwrite: true);
    }

    public void Delete(string id) => File.Delete(PathOf(id));

    private string PathOf(string id) => Path.Combine(Folder, id + ".json");
}
