using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Models;

public static class ModelSchedulers
{
    /// <summary>The schedulers that can step a model, by the file that says what it predicts; all of them when it has none.</summary>
    public static IReadOnlyList<string> Of(ModelEntry entry)
    {
        var file = Path.Combine(entry.Folder, "scheduler", "scheduler_config.json");
        if (entry.Manifest.Kind != "image") return [];
        try
        {
            return File.Exists(file) ? SchedulerList.NamesFor(SchedulerConfig.Read(file)) : SchedulerList.Names;
        }
        catch (ModelException)
        {
            // Opening the model says what is wrong with the file.
            return SchedulerList.Names;
        }
    }
}
