using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PictureGenerationTests : IDisposable
{
    private readonly TinyPicture _files = new();
    private readonly IImageModel _model;

    public PictureGenerationTests() => _model = _files.Load();

    public void Dispose()
    {
        _model.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_picture_comes_after_its_steps_in_the_size_asked()
    {
        var progress = await _model.GenerateAsync(TinyPicture.Request with { Width = 40, Steps = 5 }, default).ToListAsync();
        Assert.Equal([1, 2, 3, 4, 5], progress.OfType<ImageStep>().Select(step => step.Index));
        Assert.All(progress.OfType<ImageStep>(), step => Assert.Equal(5, step.Total));

        var image = Assert.IsType<ImageFinished>(progress[^1]).Image;
        Assert.Equal((40, 24, 40 * 24 * 3), (image.Width, image.Height, image.Pixels.Length));
        Assert.True(image.Pixels.Distinct().Count() > 50);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 7)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(8, 0)]
    public async Task Previews_come_every_so_many_steps_in_latent_size(int every, int expected)
    {
        var steps = await _model.GenerateAsync(TinyPicture.Request with { Steps = 7, PreviewEvery = every }, default)
            .OfType<ImageStep>().ToListAsync();
        var previews = steps.Where(step => step.Preview is not null).ToList();
        Assert.Equal(expected, previews.Count);
        Assert.All(previews, step =>
        {
            Assert.Equal(0, step.Index % every);
            Assert.Equal((4, 3, 36), (step.Preview!.Width, step.Preview.Height, step.Preview.Pixels.Length));
        });
    }

    [Fact]
    public async Task A_model_without_a_map_to_colours_gets_one_that_is_kept()
    {
        var kept = Path.Combine(_files.Folder, "latent_preview.json");
        using (var model = _files.Load(TinyPicture.Manifest with { LatentToRgb = null }))
            Assert.NotNull((await model.GenerateAsync(TinyPicture.Request, default).OfType<ImageStep>().LastAsync()).Preview);
        Assert.Equal((TinyPicture.Channels, 3), await MapAsync(kept));

        // What is there is used, whatever it says; what is damaged is found anew.
        File.WriteAllText(kept, """{"weights": [[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], "bias": [1, 0, 0]}""");
        using (var model = _files.Load(TinyPicture.Manifest with { LatentToRgb = null }))
            Assert.Equal([255, 0, 0], (await model.GenerateAsync(TinyPicture.Request, default).OfType<ImageStep>().LastAsync()).Preview!.Pixels[..3]);
        File.WriteAllText(kept, "{");
        using (var model = _files.Load(TinyPicture.Manifest with { LatentToRgb = null }))
            Assert.NotNull((await model.GenerateAsync(TinyPicture.Request, default).OfType<ImageStep>().LastAsync()).Preview);
        Assert.Equal((TinyPicture.Channels, 3), await MapAsync(kept));

        static async Task<(int, int)> MapAsync(string path)
        {
            using var map = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(path));
            return (map.RootElement.GetProperty("weights").GetArrayLength(), map.RootElement.GetProperty("bias").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("FlowMatchEuler")]
    [InlineData("DPM++ 2M")]
    public async Task The_same_seed_gives_the_same_picture_also_among_others(string scheduler)
    {
        var request = TinyPicture.Request with { Scheduler = scheduler, Steps = 8 };
        var alone = await TinyPicture.PaintAsync(_model, request);
        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => TinyPicture.PaintAsync(_model, i % 2 == 0 ? request : request with { Seed = (ulong)(100 + i) }))));
        for (var i = 0; i < together.Length; i++)
            Assert.Equal(i % 2 == 0, together[i].Pixels.AsSpan().SequenceEqual(alone.Pixels));
    }

    [Fact]
    public async Task Noise_between_steps_comes_from_the_seed_too()
    {
        _files.Write("scheduler/scheduler_config.json", """{"_class_name": "LCMScheduler"}""");
        using var model = _files.Load();
        var first = await TinyPicture.PaintAsync(model, TinyPicture.Request);
        Assert.Equal(first.Pixels, (await TinyPicture.PaintAsync(model, TinyPicture.Request)).Pixels);
        Assert.NotEqual(first.Pixels, (await TinyPicture.PaintAsync(model, TinyPicture.Request with { Seed = 2 })).Pixels);
    }

    [Fact]
    public async Task Without_guidance_the_unwanted_words_do_nothing()
    {
        var plain = TinyPicture.Request with { Guidance = 1 };
        var expected = await TinyPicture.PaintAsync(_model, plain);
        Assert.Equal(expected.Pixels, (await TinyPicture.PaintAsync(_model, plain with { NegativePrompt = "blur" })).Pixels);
    }

    /// <summary>u + g (c - u) = c where both prompts are the same, whatever g.</summary>
    [Fact]
    public async Task Guidance_away_from_the_prompt_itself_is_no_guidance()
    {
        var expected = await TinyPicture.PaintAsync(_model, TinyPicture.Request with { Guidance = 1 });
        var cancelled = await TinyPicture.PaintAsync(_model, TinyPicture.Request with { Guidance = 5, NegativePrompt = TinyPicture.Request.Prompt });
        Assert.All(expected.Pixels.Zip(cancelled.Pixels), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
    }

    [Fact]
    public async Task Prompt_guidance_and_unwanted_words_change_the_picture()
    {
        ImageRequest[] requests =
        [
            TinyPicture.Request,
            TinyPicture.Request with { Prompt = "" },
            TinyPicture.Request with { Guidance = 1 },
            TinyPicture.Request with { Guidance = 6 },
            TinyPicture.Request with { NegativePrompt = "blur" },
        ];
        var pictures = new List<string>();
        foreach (var request in requests)
            pictures.Add(Convert.ToHexString((await TinyPicture.PaintAsync(_model, request)).Pixels));
        Assert.Equal(requests.Length, pictures.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("\U0001F98A\U0001F98A\u200D\u0000\u0007")]
    [InlineData("<|pad|><|eos|><|bos|>")]
    public async Task Any_words_can_be_painted(string prompt) =>
        Assert.NotEmpty((await TinyPicture.PaintAsync(_model, TinyPicture.Request with { Prompt = prompt })).Pixels);

    [Fact]
    public async Task Words_beyond_the_length_of_the_model_are_left_out()
    {
        var prompt = string.Concat(Enumerable.Repeat("fox ", 5000));
        var cut = await TinyPicture.PaintAsync(_model, TinyPicture.Request with { Prompt = prompt[..(TinyPicture.Words - 2)] });
        Assert.Equal(cut.Pixels, (await TinyPicture.PaintAsync(_model, TinyPicture.Request with { Prompt = prompt })).Pixels);
    }

    [Fact]
    public async Task Cancelling_ends_it_within_a_step()
    {
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var progress in _model.GenerateAsync(TinyPicture.Request with { Steps = 100 }, cancel.Token))
            {
                if (++seen == 3)
                    await cancel.CancelAsync();
            }
        });
        Assert.Equal(3, seen);
        Assert.NotEmpty((await TinyPicture.PaintAsync(_model, TinyPicture.Request)).Pixels);
    }

    /// <summary>Exporters differ in how a denoiser takes its timestep.</summary>
    [Theory]
    [InlineData(TensorElementType.Float, new object[] { })]
    [InlineData(TensorElementType.Float, new object[] { 1 })]
    [InlineData(TensorElementType.Int64, new object[] { })]
    [InlineData(TensorElementType.Int64, new object[] { "steps" })]
    public async Task Every_form_of_timestep_gives_the_same_picture(TensorElementType type, object[] shape)
    {
        // DDIM visits whole timesteps, so that rounding plays no part.
        const string ddim = """{"_class_name": "DDIMScheduler", "prediction_type": "v_prediction"}""";
        _files.Write("scheduler/scheduler_config.json", ddim);
        using var files = new TinyPicture(type, shape);
        files.Write("scheduler/scheduler_config.json", ddim);
        using var expected = _files.Load();
        using var other = files.Load();
        Assert.Equal(
            (await TinyPicture.PaintAsync(expected, TinyPicture.Request)).Pixels,
            (await TinyPicture.PaintAsync(other, TinyPicture.Request)).Pixels);
    }

    [Fact]
    public async Task A_transformer_in_its_own_place_paints_the_same_picture()
    {
        using var files = new TinyPicture(transformer: true);
        using var model = files.Load();
        Assert.Equal((await TinyPicture.PaintAsync(_model, TinyPicture.Request)).Pixels, (await TinyPicture.PaintAsync(model, TinyPicture.Request)).Pixels);
    }

    [Fact]
    public async Task A_distilled_model_takes_guidance_as_an_input()
    {
        using var files = new TinyPicture(guidanceEmbedding: true);
        using var model = files.Load();
        var weak = await TinyPicture.PaintAsync(model, TinyPicture.Request with { Guidance = 1 });
        var strong = await TinyPicture.PaintAsync(model, TinyPicture.Request with { Guidance = 8 });
        Assert.NotEqual(weak.Pixels, strong.Pixels);
        var unwanted = await TinyPicture.PaintAsync(model, TinyPicture.Request with { Guidance = 8, NegativePrompt = "blur" });
        Assert.Equal(strong.Pixels, unwanted.Pixels);
    }

    [Theory]
    [InlineData("DDIM", "epsilon")]
    [InlineData("Euler", "v_prediction")]
    [InlineData("DPM++ 2M", "epsilon")]
    [InlineData("LCM", "epsilon")]
    public async Task Every_scheduler_finishes_a_picture(string scheduler, string prediction)
    {
        _files.Write("scheduler/scheduler_config.json", $$"""{"_class_name": "PNDMScheduler", "prediction_type": "{{prediction}}", "steps_offset": 1}""");
        using var model = _files.Load();
        Assert.Contains(scheduler, SchedulerList.Names);
        Assert.NotEmpty((await TinyPicture.PaintAsync(model, TinyPicture.Request with { Scheduler = scheduler, Steps = 6 })).Pixels);
    }
}
