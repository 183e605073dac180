using System.Text.Json;

namespace MuseSpark.Training.Art;

/// <summary>A set of emoji drawings as SVG bodies on a square grid; both sets come through npm.</summary>
public sealed class IconSet
{
    private static readonly string[] Packages = ["@iconify-json/noto@1.2.9", "@iconify-json/fluent-emoji-flat@1.2.6"];
    private readonly JsonElement _icons;

    private IconSet(JsonElement icons, int grid) => (_icons, Grid) = (icons, grid);

    /// <summary>Edge of the square the bodies are drawn in.</summary>
    public int Grid { get; }

    /// <summary>Fetches the packages into the cache folder unless they are there already.</summary>
    public static void Fetch(string cacheFolder)
    {
        if (Packages.All(package => File.Exists(IconFile(cacheFolder, package)))) return;
        NpmPackages.Fetch(cacheFolder, Packages);
    }

    /// <summary>Noto emoji (Google, Apache-2.0).</summary>
    public static IconSet Noto(string cacheFolder) => Load(IconFile(cacheFolder, Packages[0]), 128);

    /// <summary>Fluent emoji, flat (Microsoft, MIT).</summary>
    public static IconSet FluentFlat(string cacheFolder) => Load(IconFile(cacheFolder, Packages[1]), 32);

    public string Body(string icon) =>
        _icons.TryGetProperty(icon, out var entry)
            ? entry.GetProperty("body").GetString()!
            : throw new KeyNotFoundException($"The set has no drawing called '{icon}'.");

    private static IconSet Load(string file, int grid)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file} is missing; run the command 'art' first.", file);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return new IconSet(document.RootElement.GetProperty("icons").Clone(), grid);
    }

    private static string IconFile(string cacheFolder, string package) =>
        Path.Combine([cacheFolder, "node_modules", .. package[..package.LastIndexOf('@')].Split('/'), "icons.json"]);
}
