using System.Diagnostics;
using System.Text.Json;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Tests.Text;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>Runs nsfwjs on TensorFlow.js, in Node; needs node and npm, and npm to have installed once.</summary>
internal static class NsfwjsPeer
{
    private static readonly Lazy<string> Folder = new(Install);

    /// <returns>For each picture the chance of every class, by name.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> Classify(IReadOnlyList<RgbImage> pictures)
    {
        var temporary = Directory.CreateTempSubdirectory("musespark-peer-");
        try
        {
            var list = pictures.Select((picture, i) =>
            {
                var path = Path.Combine(temporary.FullName, $"{i}.rgb");
                File.WriteAllBytes(path, picture.Pixels);
                return new { path, width = picture.Width, height = picture.Height };
            });
            return JsonSerializer.Deserialize<Dictionary<string, double>[]>(Run("node", "classify.mjs", Folder.Value, JsonSerializer.Serialize(list)))!;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static string Install()
    {
        var folder = Path.Combine(BuiltInTextTests.ModelsFolder(), "..", "tests", "MuseSpark.Inference.Tests", "peer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) Run("npm", "ci --ignore-scripts --no-audit --no-fund", folder, "");
        return folder;
    }

    private static string Run(string program, string arguments, string folder, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{program} {arguments}' failed: {error.GetAwaiter().GetResult()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"The comparison with nsfwjs needs Node.js 20 or later with npm: {e.Message}");
        }
    }
}
