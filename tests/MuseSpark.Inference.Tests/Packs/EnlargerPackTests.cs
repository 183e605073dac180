using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Packs;
using MuseSpark.Inference.Tests.Image;
using Xunit.Abstractions;

namespace MuseSpark.Inference.Tests.Packs;

public sealed class EnlargerPackTests(RealEnlarger real, ITestOutputHelper output) : IClassFixture<RealEnlarger>, IDisposable
{
    private static readonly NodePeer Node = new("peer");

    private readonly string _root = Directory.CreateTempSubdirectory("musespark-enlarger-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Any_package_of_this_form_becomes_a_model_that_enlarges()
    {
        await EnlargerPack.Pack.WriteAsync(new MemoryStream(TinyLayers.Archive()), Path.Combine(_root, "tiny"), CancellationToken.None);
        using var catalog = ModelCatalog.Open([_root], new ModelCatalogOptions(), NullLogger.Instance);
        var entry = Assert.Single(catalog.Models);
        Assert.Equal((null, "enlarger", "enlarger"), (entry.Problem, entry.Manifest.Id, entry.Manifest.Kind));
        Assert.Equal(["LICENSE", "MODEL_CARD.md", "upscaler/model.onnx", "upscaler/model_x4.onnx"], entry.Manifest.Files.Keys);
        Assert.Same(entry, catalog.Find(null, "enlarge"));
        using var lease = await catalog.UseEnlargerAsync("enlarger", CancellationToken.None);
        foreach (var times in new[] { 2, 4 })
        {
            var (steps, large) = await TiledEnlargementTests.RunAsync(lease.Model.EnlargeAsync(TiledEnlargementTests.Noise(30, 20, 1), times, CancellationToken.None));
            Assert.Equal((30 * times, 20 * times), (large.Width, large.Height));
            Assert.Equal(new ImageStep(1, 1, null), Assert.Single(steps));
        }
    }

    [Fact]
    public async Task A_folder_without_its_graph_is_refused()
    {
        var folder = Path.Combine(_root, "tiny");
        await EnlargerPack.Pack.WriteAsync(new MemoryStream(TinyLayers.Archive()), folder, CancellationToken.None);
        File.Delete(Path.Combine(folder, "upscaler", "model.onnx"));
        using var catalog = ModelCatalog.Open([_root], new ModelCatalogOptions(), NullLogger.Instance);
        Assert.Contains("upscaler/model.onnx of Enlarger is missing", Assert.Single(catalog.Models).Problem);
        await Assert.ThrowsAsync<ModelException>(() => catalog.UseEnlargerAsync("enlarger", CancellationToken.None));
    }

    /// <summary>The converted graphs against the package's own models on TensorFlow.js 4.22, in Node.</summary>
    [NpmFact]
    public async Task Pictures_get_the_levels_that_the_original_gives_and_no_seams()
    {
        var archive = await PackageAsync();
        RgbImage[] pictures =
        [
            TiledEnlargementTests.Noise(24, 17, 3),
            new(40, 30, [.. Enumerable.Range(0, 40 * 30 * 3).Select(i => (byte)(128 + 100 * Math.Sin(i / 3 % 40 / 7.0 + i % 3) * Math.Cos(i / 120 / 5.0)))]),
            new(31, 31, [.. Enumerable.Range(0, 31 * 31 * 3).Select(i => (byte)((i / 3 % 31 * 3 + i / 93 * 5) % 17 < 4 ? 20 : 235))]),
            new(1, 1, [200, 100, 50]),
        ];
        foreach (var (times, file) in new[] { (2, Upscaler.DoublingFile), (4, Upscaler.FourfoldFile) })
        {
            using var upscaler = Upscaler.Open(Path.Combine(real.Folder, file), times, new OnnxOptions())!;
            var largest = 0.0;
            foreach (var (picture, there) in pictures.Zip(Ask(archive, times, pictures)))
            {
                var here = upscaler.Enlarge(picture, CancellationToken.None).Pixels;
                Assert.Equal(here.Length, there.Length);
                // Half a level is lost to rounding here.
                for (var i = 0; i < here.Length; i++) largest = Math.Max(largest, Math.Abs(here[i] - Math.Clamp(there[i], 0, 255)));
            }
            output.WriteLine($"{times} times: at most {largest:f4} levels apart, of which 0.5 by rounding.");
            Assert.InRange(largest, 0.4, 0.51);

            var wide = TiledEnlargementTests.Noise(230, 16, 9);
            using var enlarger = PictureEnlarger.Open(real.Folder, ManifestReader.Read(real.Folder), new OnnxOptions());
            var (_, tiled) = await TiledEnlargementTests.RunAsync(enlarger.EnlargeAsync(wide, times, CancellationToken.None));
            Assert.All(upscaler.Enlarge(wide, CancellationToken.None).Pixels.Zip(tiled.Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
        Assert.Contains("Copyright (c) 2022 Kevin Scott", File.ReadAllText(Path.Combine(real.Folder, "LICENSE")));
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> PackageAsync()
    {
        using var http = new HttpClient();
        var npm = new NpmClient(http, NpmFactAttribute.Registry, TimeProvider.System);
        await using var archive = await npm.FetchAsync(EnlargerPack.Pack.Package, Path.Combine(_root, "esrgan.tgz"), _ => { }, CancellationToken.None);
        return await PackageArchive.ReadAsync(archive, EnlargerPack.Pack.Sources, CancellationToken.None);
    }

    private float[][] Ask(IReadOnlyDictionary<string, byte[]> archive, int times, RgbImage[] pictures)
    {
        string Keep(string name, byte[] bytes)
        {
            var path = Path.Combine(_root, name);
            File.WriteAllBytes(path, bytes);
            return path;
        }

        var asked = new
        {
            model = Keep("model.json", archive[$"package/models/x{times}/model.json"]),
            weights = Keep("weights.bin", archive[$"package/models/x{times}/group1-shard1of1.bin"]),
            pictures = pictures.Select((picture, i) => new { path = Keep($"{i}.rgb", picture.Pixels), width = picture.Width, height = picture.Height }),
        };
        return JsonSerializer.Deserialize<float[][]>(Node.Run("enlarge.mjs", JsonSerializer.Serialize(asked)))!;
    }
}
