using System.Globalization;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Packs;

/// <summary><c>musespark models install picture-safety</c>: the same as the button on the page of the models, without a server.</summary>
public static class ModelsCommand
{
    public const int Done = 0, NotDone = 3;

    private const string Help = $"""
        musespark models install {PictureSafetyPack.Id}
            Downloads the picture check from npm (25 MB), converts it and puts it into the data folder, where a running
            server finds it by itself. MUSESPARK_DATA says which folder, Npm__Registry another registry.
            A download that was broken off goes on where it ended. Exit code 0, or 3 with the reason.
        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (arguments is not ["install", PictureSafetyPack.Id])
        {
            await (arguments is ["--help"] ? output : errors).WriteLineAsync(Help);
            return arguments is ["--help"] ? Done : NotDone;
        }

        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var data = new DataFolder(configuration);
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var npm = new NpmClient(http, new PackRegistry(configuration).Address, TimeProvider.System);
            var told = -1;
            await PictureSafetyPack.InstallAsync(npm, data.Models, data.Downloads, Tell, cancellationToken);
            await output.WriteLineAsync("The picture check is installed.");
            return Done;

            void Tell(PackProgress progress)
            {
                // A line for every tenth, which a log can bear, too.
                var tenth = (int)(progress.Done * 10);
                if (progress.Stage != PackStage.Downloading || tenth == told) return;
                told = tenth;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenth * 10} % of {PictureSafetyPack.Package.Bytes / 1e6:0} MB"));
            }
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return NotDone;
        }
    }
}
