using System.Diagnostics;

namespace MuseSpark.Training.Art;

/// <summary>Material that is published through npm.</summary>
internal static class NpmPackages
{
    /// <summary>Fetches packages ("name@version") into the cache folder.</summary>
    public static void Fetch(string cacheFolder, params string[] packages)
    {
        Directory.CreateDirectory(cacheFolder);
        var npm = new ProcessStartInfo("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", cacheFolder, .. packages]);
        using var process = Process.Start(npm) ?? throw new InvalidOperationException("npm could not be started; install Node.js first.");
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"npm could not fetch {string.Join(" and ", packages)} (exit code {process.ExitCode}).");
    }
}
