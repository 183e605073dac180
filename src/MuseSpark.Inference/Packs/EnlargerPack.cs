using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Packs;

/// <summary>The enlarger of photographs and paintings of any kind: weights of UpscalerJS's ESRGAN Slim, for 2 and for 4 times.</summary>
public static class EnlargerPack
{
    private const string Shard = "group1-shard1of1.bin";

    private static readonly (int Times, string File)[] Scales = [(2, Upscaler.DoublingFile), (4, Upscaler.FourfoldFile)];

    public static ModelPack Pack { get; } = new()
    {
        Package = new NpmPackage("@upscalerjs/esrgan-slim", "1.0.0", "sha512-DXtwn5SE71+pZKluN/hGeLaZv6ZylyFQYSvMqU08kKCEA5Y9Q1cIIk4EvPTPZw8VqGi2C6F02c8OjhtId4BK2w==", 4_357_056),
        Purpose = "Enlarges photographs and paintings of any kind, 2 or 4 times. Without it, pictures are enlarged by the built-in model, which has only seen picture-book scenes.",
        Without = "Until an administrator of this server installs it, the built-in model enlarges every picture.",
        Manifest = new ModelManifest
        {
            Id = "enlarger",
            Name = "Enlarger",
            Kind = "enlarger",
            Architecture = PictureEnlarger.Architecture,
            Version = "1.0.0",
            Licence = "MIT",
            Description = "Makes pictures 2 or 4 times as large.",
            CanDo = ["photographs, drawings and paintings", $"up to {IPictureEnlarger.MaxEdge} pixels along an edge"],
            Limits = ["sharpens edges, but can't find out what was never in the picture", "grain and traces of compression grow with the picture"],
            Files = new Dictionary<string, string>(),
            Kinds = ["enlarge"],
        },
        Card = "enlarger-card.md",
        Sources = [.. Scales.SelectMany(scale => new[] { PathOf(scale.Times, "model.json"), PathOf(scale.Times, Shard) })],
        Convert = Convert,
        TryOutAsync = TryOutAsync,
    };

    private static void Convert(IReadOnlyDictionary<string, byte[]> files, string folder, CancellationToken cancellationToken)
    {
        foreach (var (times, file) in Scales)
        {
            var model = LayersModel.Read(files[PathOf(times, "model.json")]);
            var weights = TfjsWeights.Read(model, new Dictionary<string, byte[]> { [Shard] = files[PathOf(times, Shard)] });
            cancellationToken.ThrowIfCancellationRequested();
            LayersConverter.Write($"enlarger-x{times}", model, weights, times, Path.Combine(folder, file));
        }
    }

    private static async Task TryOutAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        const int edge = 8;
        using var enlarger = PictureEnlarger.Open(folder, manifest, new OnnxOptions());
        foreach (var (times, _) in Scales)
            await foreach (var _ in enlarger.EnlargeAsync(new RgbImage(edge, edge, new byte[edge * edge * 3]), times, cancellationToken)) { }
    }

    private static string PathOf(int times, string file) => $"package/models/x{times}/{file}";
}
