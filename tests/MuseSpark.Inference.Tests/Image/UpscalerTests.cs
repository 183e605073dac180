using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class UpscalerTests : IDisposable
{
    private readonly TinyPicture _files = new();
    private static readonly ModelManifest Manifest = TinyPicture.Manifest with { PaintedEdge = 16, Defaults = TinyPicture.Manifest.Defaults with { Width = 16, Height = 16 } };

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(16, 1)]
    [InlineData(32, 2)]
    [InlineData(64, 4)]
    public async Task A_larger_picture_is_the_painted_one_with_its_edges_doubled(int edge, int enlarged)
    {
        _files.WriteUpscaler();
        using var model = _files.Load(Manifest);
        var painted = await TinyPicture.PaintAsync(model, TinyPicture.Request);
        var picture = await TinyPicture.PaintAsync(model, TinyPicture.Request with { Width = edge, Height = edge });
        Assert.Equal((edge, edge), (picture.Width, picture.Height));
        for (var y = 0; y < edge; y++)
            for (var x = 0; x < edge; x++)
                Assert.Equal(Pixel(painted, x / enlarged, y / enlarged), Pixel(picture, x, y));

        static (byte, byte, byte) Pixel(RgbImage image, int x, int y) => (image.Pixels[(y * image.Width + x) * 3], image.Pixels[(y * image.Width + x) * 3 + 1], image.Pixels[(y * image.Width + x) * 3 + 2]);
    }

    [Theory]
    [InlineData(32, 16, "squares")]
    [InlineData(48, 48, "can't be made")]
    public async Task Sizes_that_doubling_does_not_give_are_refused(int width, int height, string part)
    {
        _files.WriteUpscaler();
        using var model = _files.Load(Manifest);
        var refused = await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request with { Width = width, Height = height }));
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_promises_larger_pictures_and_has_no_upscaler_is_refused() =>
        Assert.Contains("upscaler", Assert.Throws<ModelException>(() => _files.Load(Manifest)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_damaged_upscaler_is_refused()
    {
        _files.Write("upscaler/model.onnx", "not a graph");
        Assert.Throws<ModelException>(() => _files.Load(Manifest));
    }
}
