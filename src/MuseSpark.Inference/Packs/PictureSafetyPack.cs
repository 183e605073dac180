using System.Text.Json;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Packs;

/// <summary>The picture classifier: weights of nsfwjs's middle-sized MobileNetV2.</summary>
public static class PictureSafetyPack
{
    private const int Edge = 224;
    private const string Folder = "package/dist/models/mobilenet_v2_mid/", Model = $"{Folder}model.min.js";

    private static readonly string[] Shards = ["group1-shard1of2", "group1-shard2of2"];
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>
    /// How far each class of the model is sexual content. Porn and hentai are it, whether photographed or drawn. "Sexy" is underwear,
    /// swimwear and poses: alone it stays below 0.5, where policies for teens begin to hold, but above the 0.4 of those for children;
    /// together with a tenth of the other two it is above both.
    /// </summary>
    internal static PictureLabels Labels { get; } = new([new("Drawing", 0), new("Hentai", 1), new("Neutral", 0), new("Porn", 1), new("Sexy", 0.45)]);

    public static ModelPack Pack { get; } = new()
    {
        Package = new NpmPackage("nsfwjs", "4.4.0", "sha512-krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==", 24_973_068),
        Purpose = "Tells sexual pictures from others, so that pictures people bring, and those of models that did not come with MuseSpark, need not wait for a person.",
        Without = "Until an administrator of this server installs it, pictures that members bring wait for a reviewer.",
        Manifest = new ModelManifest
        {
            Id = "picture-safety",
            Name = "Picture check",
            Kind = "picture-classifier",
            Architecture = PictureClassifier.Architecture,
            Version = "4.4.0",
            Licence = "MIT",
            Description = "Looks at pictures and says how likely they are sexual content.",
            CanDo = ["photographs and drawings", "each picture in a fraction of a second"],
            Limits = ["no violence, no hatred, no weapons", "does not know how old anybody is", "wrong about one picture in fourteen by its makers' own count"],
            Files = new Dictionary<string, string>(),
            Kinds = ["picture-screening"],
        },
        Card = "picture-safety-card.md",
        Sources = [Model, .. Shards.Select(PathOf)],
        Convert = Convert,
        TryOutAsync = TryOutAsync,
    };

    private static void Convert(IReadOnlyDictionary<string, byte[]> files, string folder, CancellationToken cancellationToken)
    {
        var model = TfjsModel.Read(files[Model]);
        var weights = TfjsWeights.Read(model, Shards.ToDictionary(shard => shard, shard => ScriptData.FromBase64(files[PathOf(shard)])));
        cancellationToken.ThrowIfCancellationRequested();
        TfjsConverter.Write("picture-safety", model, weights, Edge, Path.Combine(folder, "onnx", "model.onnx"));
        File.WriteAllText(Path.Combine(folder, PictureLabels.FileName), JsonSerializer.Serialize(Labels, Snake) + "\n");
    }

    private static Task TryOutAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        using var classifier = PictureClassifier.Open(folder, manifest, new OnnxOptions());
        classifier.Classify(new RgbImage(Edge, Edge, new byte[Edge * Edge * 3]), cancellationToken);
        return Task.CompletedTask;
    }

    private static string PathOf(string shard) => $"{Folder}{shard}.min.js";
}
