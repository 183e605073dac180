using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Image.Exports;

namespace MuseSpark.Inference.Tests.Image;

/// <summary>Text to picture through the folder that each family is exported to.</summary>
public class PictureFamilyTests
{
    [Theory]
    [InlineData(PictureFamily.StableDiffusion1, "Euler")]
    [InlineData(PictureFamily.StableDiffusion2, null)]
    [InlineData(PictureFamily.StableDiffusionTurbo, null)]
    [InlineData(PictureFamily.Inpainting, "DDIM")]
    [InlineData(PictureFamily.Lcm, null)]
    [InlineData(PictureFamily.Sdxl, null)]
    [InlineData(PictureFamily.SdxlTurbo, null)]
    [InlineData(PictureFamily.StableDiffusion3, null)]
    public async Task Words_and_seed_make_the_picture(PictureFamily family, string? scheduler)
    {
        using var export = new PictureExport(family);
        using var model = export.Load(scheduler);
        var picture = await TinyPicture.PaintAsync(model, PictureExport.Request);
        Assert.Equal((64, 64), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.Distinct().Count() > 30);
        Assert.Equal(picture.Pixels, (await TinyPicture.PaintAsync(model, PictureExport.Request)).Pixels);
        Assert.NotEqual(picture.Pixels, (await TinyPicture.PaintAsync(model, PictureExport.Request with { Prompt = "a blue whale" })).Pixels);
        Assert.NotEqual(picture.Pixels, (await TinyPicture.PaintAsync(model, PictureExport.Request with { Seed = 2 })).Pixels);

        // Distilled models take their guidance as an input; what is unwanted has no place in them.
        var unwanted = await TinyPicture.PaintAsync(model, PictureExport.Request with { NegativePrompt = "rain" });
        Assert.Equal(family == PictureFamily.Lcm, picture.Pixels.AsSpan().SequenceEqual(unwanted.Pixels));
        Assert.NotEqual(picture.Pixels, (await TinyPicture.PaintAsync(model, PictureExport.Request with { Guidance = 1 })).Pixels);
        Assert.Equal((96, 32), (await TinyPicture.PaintAsync(model, PictureExport.Request with { Width = 96, Height = 32 })) is var wide ? (wide.Width, wide.Height) : default);
    }

    /// <summary>The same graphs in a loop written out here, by the order of the diffusers library's StableDiffusionXLPipeline.</summary>
    [Fact]
    public async Task Two_encoders_pooled_words_and_sizes_go_where_they_should()
    {
        using var export = new PictureExport(PictureFamily.Sdxl);
        using var model = export.Load();
        var picture = await TinyPicture.PaintAsync(model, PictureExport.Request with { NegativePrompt = "", Steps = 3, Guidance = 4, Width = 96 });

        long[] ids = Ids("a red fox", 513), second = Ids("a red fox", '!' - 33);
        var one = Run(export, "text_encoder", ("input_ids", OrtValue.CreateTensorValueFromMemory(ids, [1, 77])));
        var two = Run(export, "text_encoder_2", ("input_ids", OrtValue.CreateTensorValueFromMemory(second, [1, 77])));
        // No unwanted words are zeros, as model_index.json asks; the states are those before the last of two layers.
        var words = new float[2 * 77 * 64];
        for (var row = 0; row < 77; row++)
            for (var i = 0; i < 64; i++) words[(77 + row) * 64 + i] = i < 32 ? one["hidden_states.1"][row * 32 + i] : two["hidden_states.1"][row * 32 + i - 32];
        float[] pooled = [.. new float[24], .. two["text_embeds"]], sizes = [64, 96, 0, 0, 64, 96, 64, 96, 0, 0, 64, 96];

        var scheduler = new Euler(SchedulerConfig.Read(Path.Combine(export.Folder, "scheduler", "scheduler_config.json")), 3);
        var latents = new float[4 * 8 * 12];
        new SeededRandom(1).FillNormal(latents);
        for (var i = 0; i < latents.Length; i++) latents[i] *= scheduler.InitialNoiseSigma;
        for (var step = 0; step < 3; step++)
        {
            var scaled = new float[latents.Length];
            scheduler.ScaleInput(step, latents, scaled);
            var both = Run(export, "unet",
                ("sample", Floats([.. scaled, .. scaled], 2, 4, 8, 12)), ("timestep", Floats([scheduler.Timesteps[step]], 1)), ("encoder_hidden_states", Floats(words, 2, 77, 64)),
                ("text_embeds", Floats(pooled, 2, 24)), ("time_ids", Floats(sizes, 2, 6)))["out_sample"];
            float[] guided = [.. both.Take(latents.Length).Zip(both.Skip(latents.Length), (unwanted, wanted) => unwanted + 4 * (wanted - unwanted))];
            scheduler.Step(step, guided, latents, _ => Assert.Fail("Euler adds no noise."));
        }
        var planes = Run(export, "vae_decoder", ("latent_sample", Floats([.. latents.Select(x => x / 0.13025f)], 1, 4, 8, 12)))["sample"];
        AssertNear(RgbImage.FromPlanes(planes, 96, 64), picture, 1);
    }

    /// <summary>As above, by the order of StableDiffusion3Pipeline: CLIPs side by side, filled up to T5's width, T5 below them.</summary>
    [Fact]
    public async Task Three_encoders_become_one_text_for_a_flow()
    {
        using var export = new PictureExport(PictureFamily.StableDiffusion3);
        using var model = export.Load();
        var picture = await TinyPicture.PaintAsync(model, PictureExport.Request with { Steps = 3, Guidance = 1 });

        var one = Run(export, "text_encoder", ("input_ids", OrtValue.CreateTensorValueFromMemory(Ids("a red fox", 513), [1, 77])));
        var two = Run(export, "text_encoder_2", ("input_ids", OrtValue.CreateTensorValueFromMemory(Ids("a red fox", '!' - 33), [1, 77])));
        var t5 = Run(export, "text_encoder_3", ("input_ids", OrtValue.CreateTensorValueFromMemory(T5Ids(3, 4, 3, 21, 8, 7, 3, 9, 18, 27), [1, 256])));
        var words = new float[(77 + 256) * 96];
        for (var row = 0; row < 77; row++)
            for (var i = 0; i < 64; i++) words[row * 96 + i] = i < 32 ? one["hidden_states.1"][row * 32 + i] : two["hidden_states.1"][row * 32 + i - 32];
        t5["last_hidden_state"].CopyTo(words, 77 * 96);
        float[] pooled = [.. one["text_embeds"], .. two["text_embeds"]];

        var scheduler = new FlowMatchEuler(SchedulerConfig.Read(Path.Combine(export.Folder, "scheduler", "scheduler_config.json")), 3);
        var latents = new float[16 * 8 * 8];
        new SeededRandom(1).FillNormal(latents);
        for (var step = 0; step < 3; step++)
        {
            var velocity = Run(export, "transformer",
                ("hidden_states", Floats([.. latents], 1, 16, 8, 8)), ("timestep", Floats([scheduler.Timesteps[step]], 1)), ("encoder_hidden_states", Floats(words, 1, 77 + 256, 96)),
                ("pooled_projections", Floats(pooled, 1, 48)))["out_hidden_states"];
            scheduler.Step(step, velocity, latents, _ => Assert.Fail("A flow adds no noise."));
        }
        var planes = Run(export, "vae_decoder", ("latent_sample", Floats([.. latents.Select(x => x / 1.5305f + 0.0609f)], 1, 16, 8, 8)))["sample"];
        AssertNear(RgbImage.FromPlanes(planes, 64, 64), picture, 1);
    }

    [Fact]
    public async Task Without_its_third_encoder_a_flow_paints_on()
    {
        using var export = new PictureExport(PictureFamily.StableDiffusion3);
        Directory.Delete(Path.Combine(export.Folder, "text_encoder_3"), recursive: true);
        using var model = export.Load();
        Assert.NotEmpty((await TinyPicture.PaintAsync(model, PictureExport.Request)).Pixels);
    }

    /// <summary>The weights are the same but for their rounding, so the pictures are nearly the same; 1 in 2,048 is what half precision keeps.</summary>
    [Theory]
    [InlineData(PictureFamily.Sdxl)]
    [InlineData(PictureFamily.StableDiffusion3)]
    public async Task Half_precision_paints_nearly_the_same(PictureFamily family)
    {
        using var full = new PictureExport(family);
        using var half = new PictureExport(family, half: true);
        using var fullModel = full.Load();
        using var halfModel = half.Load();
        var expected = await TinyPicture.PaintAsync(fullModel, PictureExport.Request with { Guidance = 1 });
        var picture = await TinyPicture.PaintAsync(halfModel, PictureExport.Request with { Guidance = 1 });
        var other = await TinyPicture.PaintAsync(fullModel, PictureExport.Request with { Guidance = 1, Seed = 9 });
        Assert.InRange(Difference(expected, picture), 0, 3);
        Assert.True(Difference(expected, picture) < 0.2 * Difference(expected, other));
        Assert.Equal((64, 64), (await PaintOverAsync(halfModel, expected)) is var over ? (over.Width, over.Height) : default);
    }

    /// <summary>A family asks for what the text encoders don't give.</summary>
    [Fact]
    public async Task An_encoder_without_a_pooled_text_is_told()
    {
        using var export = new PictureExport(PictureFamily.Sdxl);
        File.Copy(Path.Combine(export.Folder, "text_encoder", "model.onnx"), Path.Combine(export.Folder, "text_encoder_2", "model.onnx"), overwrite: true);
        using var model = export.Load();
        Assert.Contains("no text encoder gives text_embeds", (await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, PictureExport.Request))).Message);
    }

    internal static double Difference(RgbImage one, RgbImage other) => one.Pixels.Zip(other.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();

    private static Task<RgbImage> PaintOverAsync(IImageModel model, RgbImage source) => TinyPicture.PaintAsync(model, PictureExport.Request with { Source = source, Strength = 0.5f });

    private static void AssertNear(RgbImage expected, RgbImage picture, int levels) =>
        Assert.All(expected.Pixels.Zip(picture.Pixels), pair => Assert.InRange(pair.First - pair.Second, -levels, levels));

    private static OrtValue Floats(float[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);

    /// <summary>Letters of the exported CLIP tokenizer, whose last one in a word has its own id 256 further on.</summary>
    private static long[] Ids(string text, long pad)
    {
        var letters = text.Split(' ').SelectMany(word => word.Select((letter, i) => (long)letter + (i == word.Length - 1 ? 256 : 0)));
        long[] ids = [512, .. letters, 513];
        return [.. ids, .. Enumerable.Repeat(pad == 513 ? 513 : (long)'!', 77 - ids.Length)];
    }

    private static long[] T5Ids(params long[] ids) => [.. ids, 1, .. new long[256 - ids.Length - 1]];

    private static Dictionary<string, float[]> Run(PictureExport export, string part, params (string Name, OrtValue Value)[] inputs)
    {
        using var session = OnnxSession.Open(Path.Combine(export.Folder, part, "model.onnx"), new OnnxOptions { Threads = 1 });
        string[] names = [.. session.Outputs.Keys];
        using var outputs = session.Run([.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], names, default);
        return names.Index().ToDictionary(name => name.Item, name => outputs[name.Index].GetTensorDataAsSpan<float>().ToArray());
    }
}
