using System.Globalization;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Models.Packs;

namespace MuseSpark.Web.Models.Commands;

/// <summary>install picture-safety: the same as the button on the page of the models.</summary>
internal static class InstallCommand
{
    public static async Task<int> RunAsync(ModelPlaces places, TextWriter output, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var npm = new NpmClient(http, new PackRegistry(places.Configuration).Address, TimeProvider.System);
        var told = -1;
        await PictureSafetyPack.InstallAsync(npm, places.Data.Models, places.Data.Downloads, Tell, cancellationToken);
        await output.WriteLineAsync("The picture check is installed.");
        return ModelsCommand.Done;

        void Tell(PackProgress progress)
        {
            // A line for every tenth, which a log can bear, too.
            var tenth = (int)(progress.Done * 10);
            if (progress.Stage != PackStage.Downloading || tenth == told) return;
            told = tenth;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenth * 10} % of {PictureSafetyPack.Package.Bytes / 1e6:0} MB"));
        }
    }
}
