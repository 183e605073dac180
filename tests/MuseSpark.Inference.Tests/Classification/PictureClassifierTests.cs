using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Packs;
using MuseSpark.Inference.Tests.Onnx;
using MuseSpark.Inference.Tests.Packs;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>With a classifier for which the mean of red is everything: half as likely as not at one half.</summary>
public sealed class PictureClassifierTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-classifier-").FullName;
    private PictureClassifier _classifier = null!;

    public async Task InitializeAsync()
    {
        await PictureSafetyPack.Pack.WriteAsync(new MemoryStream(TinyPackage.Archive()), _folder, CancellationToken.None);
        _classifier = PictureClassifier.Open(_folder, ManifestReader.Read(_folder), new OnnxOptions());
    }

    public Task DisposeAsync()
    {
        _classifier.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(1, 3)]
    public void The_part_that_drove_a_score_is_told(int column, int row)
    {
        // Dark red everywhere, bright in one cell of sixteen: without that one the score falls most.
        var scores = _classifier.Classify(Painted((x, y) => x * 4 / 224 == column && y * 4 / 224 == row ? (byte)255 : (byte)140), CancellationToken.None);
        Assert.True(scores.Sexual > 0.5);
        Assert.Equal(new PictureArea(column / 4.0, row / 4.0, 0.25, 0.25), scores.Area);
        Assert.Equal(("picture-safety", "4.4.0"), (scores.Model, scores.Version));
    }

    [Fact]
    public void Of_harmless_pictures_nothing_is_explained() => Assert.Null(_classifier.Classify(Painted((_, _) => 20), CancellationToken.None).Area);

    [Fact]
    public async Task Many_ask_at_once_and_get_what_each_would_get_alone()
    {
        var pictures = Enumerable.Range(0, 16).Select(i => Painted((x, y) => (byte)(i * 16))).ToArray();
        var alone = pictures.Select(picture => _classifier.Classify(picture, CancellationToken.None).Sexual).ToArray();
        var together = await Task.WhenAll(pictures.Select(picture => Task.Run(() => _classifier.Classify(picture, CancellationToken.None).Sexual)));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Who_gives_up_is_let_go() =>
        Assert.ThrowsAny<OperationCanceledException>(() => _classifier.Classify(Painted((_, _) => 255), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("""{"classes":[{"name":"a","sexual":2}]}""", "0 to 1")]
    [InlineData("""{"classes":[]}""", "1 to 100")]
    [InlineData("""{"classes":[null]}""", "1 to 100")]
    [InlineData("""{"classes":[{"name":"a","sexual":1}]}""", "not as many scores")]
    [InlineData("{", "can't be read")]
    public void Labels_that_make_no_sense_are_refused(string labels, string sentence)
    {
        File.WriteAllText(Path.Combine(_folder, "labels.json"), labels);
        Assert.Contains(sentence, Assert.Throws<ModelException>(() => PictureClassifier.Open(_folder, _classifier.Manifest, new OnnxOptions())).Message);
    }

    [Fact]
    public void Scores_without_end_are_an_exception_and_no_low_ones()
    {
        // The sum of all colours, divided by 0.
        var graph = new OnnxWriter();
        var colours = graph.Node("Reshape", [graph.Input(TfjsConverter.Input, TensorElementType.Float, "n", 2, 2, 3), graph.Constant([-1L, 12], 2)]);
        var sums = graph.Node("MatMul", [colours, graph.Constant([.. Enumerable.Repeat(1f, 24)], 12, 2)]);
        graph.Output(TfjsConverter.Output, graph.Node("Div", [sums, graph.Constant([0f], 1)]), TensorElementType.Float, "n", 2);
        File.WriteAllBytes(Path.Combine(_folder, "onnx", "model.onnx"), graph.ToModel());
        File.WriteAllText(Path.Combine(_folder, "labels.json"), """{"classes":[{"name":"a","sexual":0},{"name":"b","sexual":0.1}]}""");
        using var classifier = PictureClassifier.Open(_folder, _classifier.Manifest, new OnnxOptions());
        Assert.Throws<ModelException>(() => classifier.Classify(Painted((_, _) => 255), CancellationToken.None));
    }

    private static RgbImage Painted(Func<int, int, byte> red)
    {
        var pixels = new byte[224 * 224 * 3];
        for (var i = 0; i < 224 * 224; i++) pixels[i * 3] = red(i % 224, i / 224);
        return new RgbImage(224, 224, pixels);
    }
}
