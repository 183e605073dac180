using System.Globalization;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Hosting.CommandLine;
using MuseSpark.Web.Models.Packs;

namespace MuseSpark.Web.Models.Commands;

/// <summary>install: the same as the button on the page of the models.</summary>
internal static class InstallCommand
{
    public static async Task<int> RunAsync(ModelPlaces places, string id, TextWriter output, CancellationToken cancellationToken)
    {
        if (ModelPack.All.FirstOrDefault(known => known.Id == id) is not { } pack)
            throw new UsageException($"There is no pack {id}. Known are: {string.Join(", ", ModelPack.All.Select(known => known.Id))}.");
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var npm = new NpmClient(http, new PackRegistry(places.Configuration).Address, TimeProvider.System);
        var told = -1;
        await pack.InstallAsync(npm, places.Data.Models, places.Data.Downloads, Tell, cancellationToken);
        await output.WriteLineAsync($"{pack.Name} is installed.");
        return ModelsCommand.Done;

        void Tell(PackProgress progress)
        {
            // A line for every tenth, which a log can bear, too.
            var tenth = (int)(progress.Done * 10);
            if (progress.Stage != PackStage.Downloading || tenth == told) return;
            told = tenth;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenth * 10} % of {pack.Package.Bytes / 1e6:0} MB"));
        }
    }
}
