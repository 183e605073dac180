using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Image.Exports;

namespace MuseSpark.Inference.Tests.Image;

/// <summary>Pictures that are larger than what the model paints: a part is painted, the rest is the source's.</summary>
public class MaskedAreaTests(EditingModel files) : IClassFixture<EditingModel>
{
    private const int Wide = 240, High = 160;

    private static readonly ImageRequest Request = PictureExport.Request with { Steps = 3, OnlyMasked = true };

    [Fact]
    public async Task A_part_is_painted_at_full_size_and_put_back()
    {
        var source = Picture(5);
        var mask = Box(150, 60, 200, 110);
        var picture = await PaintAsync(source, mask);
        Assert.Equal((Wide, High), (picture.Width, picture.Height));
        var changed = Differing(picture, source);
        Assert.Equal(changed, changed.Where(pixel => mask.Pixels[pixel] > 0));
        Assert.InRange(changed.Count, 2_400, 2_500);

        // What is painted hangs on what is around the mask, and on nothing further away.
        var far = await PaintAsync(Inverted(source, pixel => pixel % Wide < 100), mask);
        Assert.Equal(Inside(picture, mask), Inside(far, mask));
        var near = await PaintAsync(Inverted(source, pixel => pixel % Wide is > 130 and < 148), mask);
        Assert.NotEqual(Inside(picture, mask), Inside(near, mask));
    }

    [Fact]
    public async Task At_the_edge_the_part_stays_inside_and_previews_show_the_whole()
    {
        var (source, mask) = (Picture(6), Box(0, 0, 20, 20));
        var progress = await files.Model.GenerateAsync(Request with { Source = source, Mask = mask, MaskGrow = 4, MaskBlur = 4, PreviewEvery = 1 }, default).ToListAsync();
        Assert.All(progress.OfType<ImageStep>(), step => Assert.Equal((120, 80), (step.Preview!.Width, step.Preview.Height)));
        var changed = Differing(progress.OfType<ImageFinished>().Single().Image, source);
        Assert.Contains(0, changed);
        Assert.All(changed, pixel => Assert.True(pixel % Wide < 28 && pixel / Wide < 28));
    }

    [Fact]
    public async Task An_empty_mask_changes_nothing()
    {
        var source = Picture(7);
        Assert.Equal(source.Pixels, (await PaintAsync(source, Box(0, 0, 0, 0))).Pixels);
    }

    /// <summary>Of a model that paints small and doubles, what stays is not doubled but the source's own.</summary>
    [Fact]
    public async Task What_stays_is_not_enlarged_but_kept()
    {
        using var small = new PictureExport(PictureFamily.StableDiffusion1);
        small.WriteUpscaler();
        using var model = small.Load("DDIM", paintedEdge: 64);
        var source = new RgbImage(128, 128, Picture(8).Pixels[..(128 * 128 * 3)]);
        var mask = new GreyImage(128, 128, [.. Enumerable.Range(0, 128 * 128).Select(i => (byte)(i % 128 < 50 ? 0 : 255))]);
        var picture = await TinyPicture.PaintAsync(model, Request with { Width = 128, Height = 128, Source = source, Mask = mask, OnlyMasked = false });
        var changed = Differing(picture, source);
        Assert.All(changed, pixel => Assert.True(pixel % 128 >= 50));
        Assert.True(changed.Count > 9_000);
    }

    [Fact]
    public async Task A_picture_beyond_all_measure_is_refused() => Assert.Contains("scale it first", (await Assert.ThrowsAsync<ModelException>(
        () => TinyPicture.PaintAsync(files.Model, Request with { Source = new RgbImage(2056, 8, new byte[2056 * 8 * 3]), Mask = new GreyImage(2056, 8, new byte[2056 * 8]) }))).Message);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 4)]
    [InlineData(40, 256)]
    public void A_mask_grows_and_fades_by_squares_that_end_at_the_edge(int grow, int blur)
    {
        const int width = 19, height = 13;
        var drawn = new GreyImage(width, height, [.. Enumerable.Range(0, width * height).Select(i => (byte)(i % 37 == 0 ? 255 : i % 23 == 0 ? 90 : 0))]);
        var mask = new PictureMask(drawn, grow, blur);
        IEnumerable<float> Around(int i, int reach, Func<int, float> value) =>
            from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) where Math.Abs(y - i / width) <= reach && Math.Abs(x - i % width) <= reach select value(y * width + x);
        float[] grown = [.. Enumerable.Range(0, width * height).Select(i => Around(i, grow, at => drawn.Pixels[at] / 255f).Max())];
        for (var i = 0; i < width * height; i++) Assert.Equal(Around(i, blur, at => grown[at]).Average(), mask.Share(i), 1e-5f);
    }

    [Theory]
    [InlineData(40, 30, 10, 10)]
    [InlineData(10, 10, 40, 25)]
    [InlineData(33, 7, 7, 33)]
    public void Scaling_keeps_what_is_of_one_colour_and_the_mean(int width, int height, int toWidth, int toHeight)
    {
        float[] Of(Func<int, float> level) => Resampler.Resize([.. Enumerable.Range(0, width * height).Select(level)], 1, width, height, toWidth, toHeight);
        Assert.All(Of(_ => 3), level => Assert.Equal(3, level, 1e-5f));
        var slope = Of(i => i % width);
        Assert.Equal((width - 1) / 2f, slope.Average(), 1e-3f);
        Assert.All(slope.Zip(slope.Skip(1)).Where((_, i) => i % toWidth != toWidth - 1), pair => Assert.True(pair.Second > pair.First - 1e-4f));
    }

    private Task<RgbImage> PaintAsync(RgbImage source, GreyImage mask) => TinyPicture.PaintAsync(files.Model, Request with { Source = source, Mask = mask });

    private static RgbImage Picture(ulong seed)
    {
        var values = new float[Wide * High * 3];
        new SeededRandom(seed).FillNormal(values);
        return new RgbImage(Wide, High, [.. values.Select(value => (byte)Math.Clamp(128 + 40 * value, 0, 255))]);
    }

    private static GreyImage Box(int left, int top, int right, int bottom) =>
        new(Wide, High, [.. Enumerable.Range(0, Wide * High).Select(i => (byte)(i % Wide >= left && i % Wide < right && i / Wide >= top && i / Wide < bottom ? 255 : 0))]);

    private static RgbImage Inverted(RgbImage picture, Func<int, bool> where) => picture with { Pixels = [.. picture.Pixels.Select((level, i) => where(i / 3) ? (byte)(255 - level) : level)] };

    private static byte[] Inside(RgbImage picture, GreyImage mask) => [.. picture.Pixels.Where((_, i) => mask.Pixels[i / 3] > 0)];

    private static List<int> Differing(RgbImage one, RgbImage other) =>
        [.. Enumerable.Range(0, one.Pixels.Length / 3).Where(pixel => !one.Pixels.AsSpan(pixel * 3, 3).SequenceEqual(other.Pixels.AsSpan(pixel * 3, 3)))];
}
