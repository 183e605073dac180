using System.Diagnostics;
using System.Text.Json;

namespace MuseSpark.Training.Art;

/// <summary>The Noto emoji drawings (Google, Apache-2.0) as SVG bodies on a 128 x 128 grid.</summary>
public sealed class NotoArt
{
    private const string Package = "@iconify-json/noto@1.2.9";
    private readonly JsonElement _icons;

    private NotoArt(JsonElement icons) => _icons = icons;

    /// <summary>Fetches the package through npm into the cache folder unless it is there already.</summary>
    public static void Fetch(string cacheFolder)
    {
        if (File.Exists(IconFile(cacheFolder))) return;
        Directory.CreateDirectory(cacheFolder);
        var npm = new ProcessStartInfo("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", cacheFolder, Package]);
        using var process = Process.Start(npm) ?? throw new InvalidOperationException("npm could not be started; install Node.js first.");
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"npm could not fetch {Package} (exit code {process.ExitCode}).");
    }

    public static NotoArt Load(string cacheFolder)
    {
        var file = IconFile(cacheFolder);
        if (!File.Exists(file)) throw new FileNotFoundException($"No drawings in {cacheFolder}; run the command 'art' first.", file);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return new NotoArt(document.RootElement.GetProperty("icons").Clone());
    }

    public string Body(string icon) =>
        _icons.TryGetProperty(icon, out var entry)
            ? entry.GetProperty("body").GetString()!
            : throw new KeyNotFoundException($"Noto has no drawing called '{icon}'.");

    private static string IconFile(string cacheFolder) => Path.Combine(cacheFolder, "node_modules", "@iconify-json", "noto", "icons.json");
}
