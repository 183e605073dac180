using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PictureSettingsTests : IDisposable
{
    private readonly TinyPicture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(100, 24, "A picture can be 8 to 2048 pixels wide, a multiple of 8, not 100.")]
    [InlineData(32, 0, "A picture can be 8 to 2048 pixels high, a multiple of 8, not 0.")]
    [InlineData(-8, 24, "A picture can be 8 to 2048 pixels wide, a multiple of 8, not -8.")]
    [InlineData(32, 1_000_000_000, "A picture can be 8 to 2048 pixels high, a multiple of 8, not 1000000000.")]
    public async Task A_size_that_cannot_be_painted_is_refused(int width, int height, string sentence) =>
        Assert.Equal(sentence, await RefusalAsync(TinyPicture.Request with { Width = width, Height = height }));

    [Fact]
    public async Task A_model_with_fixed_sizes_names_them()
    {
        var manifest = TinyPicture.Manifest with { Sizes = [24, 32] };
        Assert.Equal(
            "Tiny paints pictures 24, 32 pixels wide, not 64.",
            await RefusalAsync(TinyPicture.Request with { Width = 64 }, manifest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public async Task Steps_out_of_range_are_refused(int steps) =>
        Assert.Equal($"A picture takes 1 to 100 steps, not {steps}.", await RefusalAsync(TinyPicture.Request with { Steps = steps }));

    [Theory]
    [InlineData(-0.5f)]
    [InlineData(20.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task Guidance_out_of_range_is_refused(float guidance) =>
        Assert.StartsWith("Guidance goes from 1 (off) to 20", await RefusalAsync(TinyPicture.Request with { Guidance = guidance }));

    [Theory]
    [InlineData("Heun", "There is no scheduler Heun; choose one of DPM++ 2M, UniPC, FlowMatchEuler.")]
    [InlineData("DDIM", "DDIM can't step this model; choose one of DPM++ 2M, UniPC, FlowMatchEuler.")]
    public async Task A_scheduler_that_does_not_fit_is_refused(string scheduler, string sentence) =>
        Assert.Equal(sentence, await RefusalAsync(TinyPicture.Request with { Scheduler = scheduler }));

    [Fact]
    public async Task A_negative_preview_interval_is_refused() =>
        Assert.StartsWith("Previews come", await RefusalAsync(TinyPicture.Request with { PreviewEvery = -1 }));

    private async Task<string> RefusalAsync(ImageRequest request, ModelManifest? manifest = null)
    {
        using var model = _files.Load(manifest);
        return (await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, request))).Message;
    }
}
