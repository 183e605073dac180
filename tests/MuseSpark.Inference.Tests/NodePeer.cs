using System.Diagnostics;
using MuseSpark.Inference.Tests.Text;

namespace MuseSpark.Inference.Tests;

/// <summary>Runs scripts of a folder of this project in Node, with the packages that its package-lock.json pins; needs node and npm.</summary>
internal sealed class NodePeer(string folder)
{
    private readonly Lazy<string> _folder = new(() => Install(folder));

    public string Folder => _folder.Value;

    /// <returns>What the script wrote to its standard output.</returns>
    public string Run(string script, string input) => Run("node", script, Folder, input);

    private static string Install(string name)
    {
        var folder = Path.GetFullPath(Path.Combine(BuiltInTextTests.ModelsFolder(), "..", "tests", "MuseSpark.Inference.Tests", name));
        // npm writes this file last.
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))) Run("npm", "ci --ignore-scripts --no-audit --no-fund", folder, "");
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
            throw new InvalidOperationException($"The comparison needs Node.js 20 or later with npm: {e.Message}");
        }
    }
}

/// <summary>Tests that keep Node busy for long run by themselves, since others measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NodeCollection
{
    public const string Name = "Node";
}
