using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Image.Exports;

namespace MuseSpark.Inference.Tests.Image;

/// <summary>A model that pictures are changed with; opened once for all tests.</summary>
public sealed class EditingModel : IDisposable
{
    private readonly PictureExport _files = new(PictureFamily.StableDiffusion1, tiny: true);

    public EditingModel()
    {
        Model = _files.Load("DDIM");
        Source = TinyPicture.PaintAsync(Model, PictureExport.Request with { Seed = 77, Prompt = "the sea" }).GetAwaiter().GetResult();
    }

    public IImageModel Model { get; }

    public string Folder => _files.Folder;

    public RgbImage Source { get; }

    public void Dispose()
    {
        Model.Dispose();
        _files.Dispose();
    }
}

/// <summary>No other program's pictures are at hand, so what must be equal is proved: to the picture from words alone, to the source, to single runs.</summary>
public class PictureEditingTests(EditingModel files) : IClassFixture<EditingModel>
{
    private static readonly ImageRequest Request = PictureExport.Request with { Steps = 5 };

    [Theory]
    [InlineData("DDIM")]
    [InlineData("Euler")]
    [InlineData("Euler a")]
    [InlineData("DPM++ 2M")]
    [InlineData("UniPC")]
    [InlineData("PNDM")]
    [InlineData("DDPM")]
    [InlineData("LCM")]
    public async Task At_full_strength_a_source_leaves_no_trace(string scheduler)
    {
        var request = Request with { Scheduler = scheduler };
        var words = await PaintAsync(request);
        Assert.Equal(words.Pixels, (await PaintAsync(request with { Source = files.Source, Strength = 1 })).Pixels);
        Assert.NotEqual(words.Pixels, (await PaintAsync(request with { Source = files.Source, Strength = 0.8f })).Pixels);
    }

    [Theory]
    [InlineData(0.2f, 2)]
    [InlineData(0.6f, 6)]
    [InlineData(0.05f, 1)]
    [InlineData(1f, 10)]
    public async Task Strength_is_the_share_of_the_steps_that_are_run(float strength, int expected)
    {
        var steps = await files.Model.GenerateAsync(Request with { Steps = 10, Source = files.Source, Strength = strength }, default).OfType<ImageStep>().ToListAsync();
        Assert.Equal(expected, steps.Count);
        Assert.All(steps, step => Assert.Equal(expected, step.Total));
    }

    [Fact]
    public async Task Black_stays_byte_for_byte_and_white_changes()
    {
        var half = new GreyImage(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 64 < 24 ? 0 : 255))]);
        var picture = await PaintAsync(Request with { Source = files.Source, Mask = half });
        for (var i = 0; i < 64 * 64; i++)
            if (i % 64 < 24) Assert.True(picture.Pixels.AsSpan(i * 3, 3).SequenceEqual(files.Source.Pixels.AsSpan(i * 3, 3)));
        Assert.True(Changed(picture) > 0.5 * 40 / 64);

        // Without that last step what stays went through the encoder and back.
        var lossy = await PaintAsync(Request with { Source = files.Source, Mask = half, Recompose = false });
        Assert.Contains(Enumerable.Range(0, 64 * 64), i => i % 64 < 24 && lossy.Pixels[i * 3] != files.Source.Pixels[i * 3]);
    }

    [Fact]
    public async Task A_mask_of_one_colour_keeps_all_or_nothing()
    {
        Assert.Equal(files.Source.Pixels, (await PaintAsync(Request with { Source = files.Source, Mask = Grey(0) })).Pixels);
        Assert.Equal((await PaintAsync(Request)).Pixels, (await PaintAsync(Request with { Source = files.Source, Mask = Grey(255) })).Pixels);
    }

    /// <summary>In the latents black keeps the source at every step: with the last step left out, the encoded and decoded source remains.</summary>
    [Fact]
    public async Task What_stays_is_the_source_in_the_latents_too()
    {
        var decoded = await PaintAsync(Request with { Source = files.Source, Mask = Grey(0), Recompose = false });
        var again = await PaintAsync(Request with { Source = files.Source, Mask = Grey(0), Recompose = false, Seed = 5, Prompt = "something else", Strength = 0.4f });
        Assert.Equal(decoded.Pixels, again.Pixels);
    }

    [Fact]
    public async Task A_mask_grows_and_fades()
    {
        var dot = new GreyImage(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i == 32 * 64 + 32 ? 255 : 0))]);
        int Row(RgbImage picture) => Enumerable.Range(0, 64).Count(x => !picture.Pixels.AsSpan((32 * 64 + x) * 3, 3).SequenceEqual(files.Source.Pixels.AsSpan((32 * 64 + x) * 3, 3)));
        Assert.InRange(Row(await PaintAsync(Request with { Source = files.Source, Mask = dot })), 0, 1);
        Assert.InRange(Row(await PaintAsync(Request with { Source = files.Source, Mask = dot, MaskGrow = 10 })), 15, 21);
        Assert.InRange(Row(await PaintAsync(Request with { Source = files.Source, Mask = dot, MaskGrow = 10, MaskBlur = 6 })), 21, 33);
    }

    [Fact]
    public async Task A_model_that_fills_gaps_sees_the_gap_and_what_is_around_it()
    {
        using var export = new PictureExport(PictureFamily.Inpainting);
        using var model = export.Load("DDIM");
        var mask = new GreyImage(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 64 < 32 ? 0 : 255))]);
        var filled = await TinyPicture.PaintAsync(model, Request with { Source = files.Source, Mask = mask });
        Assert.True(filled.Pixels.AsSpan(0, 32 * 3).SequenceEqual(files.Source.Pixels.AsSpan(0, 32 * 3)));

        // The right half of the source is the gap, so it has no say; the left half has.
        RgbImage Painted(Func<int, bool> where) => files.Source with { Pixels = [.. files.Source.Pixels.Select((level, i) => where(i / 3 % 64) ? (byte)(255 - level) : level)] };
        async Task<byte[]> RightOf(RgbImage source)
        {
            var picture = await TinyPicture.PaintAsync(model, Request with { Source = source, Mask = mask });
            return [.. picture.Pixels.Where((_, i) => i / 3 % 64 >= 32)];
        }
        var right = await RightOf(files.Source);
        Assert.Equal(right, await RightOf(Painted(x => x >= 32)));
        Assert.NotEqual(right, await RightOf(Painted(x => x < 32)));
    }

    [Fact]
    public async Task A_variation_goes_from_one_seed_to_another()
    {
        var (one, other) = (await PaintAsync(Request with { Seed = 3 }), await PaintAsync(Request with { Seed = 4 }));
        Task<RgbImage> Vary(float strength) => PaintAsync(Request with { Seed = 3, VariationSeed = 4, VariationStrength = strength });
        Assert.Equal(one.Pixels, (await Vary(0)).Pixels);
        Assert.Equal(other.Pixels, (await Vary(1)).Pixels);
        var (near, far) = (await Vary(0.1f), await Vary(0.7f));
        Assert.True(PictureFamilyTests.Difference(one, near) < PictureFamilyTests.Difference(one, far));
        Assert.True(PictureFamilyTests.Difference(other, far) < PictureFamilyTests.Difference(other, near));
    }

    /// <summary>On the way between two noises there is noise: on the straight line its spread would fall to 0.71 half-way.</summary>
    [Fact]
    public void Between_two_noises_is_noise()
    {
        float[] one = new float[4000], other = new float[4000];
        new SeededRandom(1).FillNormal(one);
        new SeededRandom(2).FillNormal(other);
        MuseSpark.Inference.Image.Noise.Turn(one, other, 0.5f);
        Assert.InRange(Math.Sqrt(one.Average(x => (double)x * x)), 0.97, 1.03);
    }

    [Fact]
    public async Task A_batch_is_what_its_seeds_give_alone()
    {
        var request = Request with { Seed = 20, Scheduler = "Euler a" };
        var batch = await files.Model.GenerateAsync(request with { Count = 3 }, default).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 15), batch.OfType<ImageStep>().Select(step => step.Index));
        foreach (var (i, finished) in batch.OfType<ImageFinished>().Index())
        {
            Assert.Equal((i, 20UL + (ulong)i), (finished.Index, finished.Seed));
            Assert.Equal((await PaintAsync(request with { Seed = finished.Seed })).Pixels, finished.Image.Pixels);
        }
        Assert.Equal(3, batch.OfType<ImageFinished>().Select(finished => Convert.ToHexString(finished.Image.Pixels)).Distinct().Count());
    }

    [Fact]
    public async Task A_small_decoder_makes_previews_and_drafts()
    {
        var progress = await files.Model.GenerateAsync(Request with { PreviewEvery = 1, Draft = true, Width = 256 }, default).ToListAsync();
        Assert.All(progress.OfType<ImageStep>(), step => Assert.Equal((128, 32), (step.Preview!.Width, step.Preview.Height)));
        var draft = progress.OfType<ImageFinished>().Single().Image;
        Assert.NotEqual((await PaintAsync(Request with { Width = 256 })).Pixels, draft.Pixels);
        // The last step aims at what it arrives at.
        Assert.InRange(PictureFamilyTests.Difference(draft.Shrink(2), progress.OfType<ImageStep>().Last().Preview!), 0, 1);
    }

    [Fact]
    public async Task Weights_and_what_is_cut_off()
    {
        var plain = await PaintAsync(Request);
        Assert.Equal(plain.Pixels, (await PaintAsync(Request with { Prompt = "a (red:1.0) fox" })).Pixels);
        Assert.NotEqual(plain.Pixels, (await PaintAsync(Request with { Prompt = "a (red:1.6) fox" })).Pixels);

        var long_ = string.Join(' ', Enumerable.Repeat("fox", 30));
        var cut = Assert.Single((await files.Model.GenerateAsync(Request with { Prompt = long_ }, default).ToListAsync()).OfType<ImageCutOff>());
        Assert.Equal((90, 75, "fox fox fox fox fox"), (cut.Tokens, cut.Room, cut.LeftOut));
        Assert.Empty((await files.Model.GenerateAsync(Request, default).ToListAsync()).OfType<ImageCutOff>());
        Assert.Equal(new PromptLength(90, 75, "fox fox fox fox fox"), PromptMeter.Open(files.Folder, PictureExport.Manifest).Measure(long_));
    }

    [Theory]
    [InlineData(32, 64, 0, 0, "The mask is 32 x 64 pixels, but the picture is 64 x 64")]
    [InlineData(64, 64, -1, 0, "0 to 256 pixels")]
    [InlineData(64, 64, 0, 300, "0 to 256 pixels")]
    public async Task A_mask_that_does_not_fit_is_refused(int width, int height, int grow, int blur, string words) => Assert.Contains(
        words, await RefusalAsync(Request with { Source = files.Source, Mask = new GreyImage(width, height, new byte[width * height]), MaskGrow = grow, MaskBlur = blur }));

    [Fact]
    public async Task What_has_no_meaning_is_refused()
    {
        Assert.Contains("give that picture", await RefusalAsync(Request with { Mask = Grey(9) }));
        Assert.Contains("not 17", await RefusalAsync(Request with { Count = 17 }));
        Assert.Contains("A variation goes from 0", await RefusalAsync(Request with { VariationSeed = 1, VariationStrength = float.NaN }));
    }

    private Task<RgbImage> PaintAsync(ImageRequest request) => TinyPicture.PaintAsync(files.Model, request);

    private async Task<string> RefusalAsync(ImageRequest request) => (await Assert.ThrowsAsync<ModelException>(() => PaintAsync(request))).Message;

    private double Changed(RgbImage picture) => picture.Pixels.Zip(files.Source.Pixels, (a, b) => a != b ? 1.0 : 0).Average();

    private static GreyImage Grey(byte level) => new(64, 64, [.. Enumerable.Repeat(level, 64 * 64)]);
}
