using System.Diagnostics;

namespace MuseSpark.Provenance.Tests;

/// <summary>Runs Node and npm, which the comparisons with other programs need.</summary>
internal static class NodeProcess
{
    private static readonly Lock Installing = new();

    /// <summary>Fetches the packages that the package-lock.json of a folder pins, unless they are there.</summary>
    public static void Install(string folder)
    {
        // Classes that run side by side share folders, and two installations in one folder break each other.
        lock (Installing)
        {
            // npm writes this file last.
            if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))) Run("npm", "ci --ignore-scripts --no-audit --no-fund", folder, "");
        }
    }

    /// <returns>What the program wrote to its standard output.</returns>
    public static string Run(string program, string arguments, string folder, string input)
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
