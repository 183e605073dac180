using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Onnx;

namespace MuseSpark.Inference.Tests.Image;

/// <summary>Folders that are not what they should be: each gets a sentence that says what is wrong.</summary>
public sealed class PictureFilesTests : IDisposable
{
    private readonly TinyPicture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("tokenizer/tokenizer.json")]
    [InlineData("tokenizer/tokenizer_config.json")]
    [InlineData("text_encoder/model.onnx")]
    [InlineData("unet/model.onnx")]
    [InlineData("vae_decoder/model.onnx")]
    [InlineData("vae_decoder/config.json")]
    [InlineData("scheduler/scheduler_config.json")]
    public void A_missing_or_truncated_file_is_named(string file)
    {
        var path = Path.Combine(_files.Folder, file);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains(Path.GetFileName(file), Refusal());
        File.Delete(path);
        Assert.Contains(Path.GetFileName(file), Refusal());
    }

    [Fact]
    public void A_missing_folder_is_a_sentence()
    {
        Directory.Delete(_files.Folder, recursive: true);
        Assert.Contains("model_index.json is missing", Refusal());
        Directory.CreateDirectory(_files.Folder);
    }

    [Theory]
    [InlineData("FluxPipeline")]
    [InlineData(null)]
    public void An_unknown_pipeline_is_named_with_the_known_ones(string? name)
    {
        _files.Write("model_index.json", name is null ? "{}" : $$"""{"_class_name": "{{name}}"}""");
        Assert.Contains($"{name}; known are those of Stable Diffusion", Refusal());
    }

    [Theory]
    [InlineData("""{"pad_token": "<|pad|>"}""", "model_max_length")]
    [InlineData("""{"pad_token": "<|pad|>", "model_max_length": 1e30}""", "model_max_length")]
    [InlineData("""{"pad_token": "<|pad|>", "model_max_length": 2}""", "no room for words")]
    [InlineData("""{"model_max_length": 12}""", "pad_token")]
    [InlineData("""{"model_max_length": 12, "pad_token": "<|none|>"}""", "no token <|none|>")]
    public void A_tokenizer_that_cannot_bring_prompts_to_length_is_refused(string json, string named)
    {
        _files.Write("tokenizer/tokenizer_config.json", json);
        Assert.Contains(named, Refusal());
    }

    [Theory]
    [InlineData("""{"scaling_factor": 0, "latent_channels": 4}""", "scaling_factor")]
    [InlineData("""{"latent_channels": 100000}""", "latent_channels")]
    [InlineData("""{"latent_channels": 8}""", "8 latent_channels, but the file takes 4")]
    public void A_decoder_whose_settings_do_not_fit_is_refused(string json, string named)
    {
        _files.Write("vae_decoder/config.json", json);
        Assert.Contains(named, Refusal());
    }

    [Fact]
    public void A_map_to_colours_for_other_channels_is_refused() => Assert.Contains(
        "latentToRgb in model.json needs 4 weights", Refusal(TinyPicture.Manifest with { LatentToRgb = new LatentToRgb([[1, 1, 1]], [0, 0, 0]) }));

    [Fact]
    public void A_denoiser_without_a_timestep_is_refused()
    {
        WriteDenoiser(graph => { });
        Assert.Contains("no input named timestep", Refusal());
    }

    [Fact]
    public void A_denoiser_that_asks_for_more_is_refused()
    {
        WriteDenoiser(graph =>
        {
            graph.Input("timestep", TensorElementType.Float, "batch");
            graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", "length", TinyPicture.Width);
            graph.Input("down_block_res_sample_0", TensorElementType.Float, "batch", 4);
        });
        Assert.Contains("asks for down_block_res_sample_0", Refusal());
    }

    [Fact]
    public async Task A_denoiser_that_does_not_fit_the_words_fails_with_a_sentence()
    {
        WriteDenoiser(graph =>
        {
            graph.Input("timestep", TensorElementType.Float, "batch");
            graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", "length", TinyPicture.Width + 1);
        });
        using var model = _files.Load();
        var failure = await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request));
        Assert.Contains("may not fit together", failure.Message);
    }

    [Fact]
    public async Task A_decoder_that_makes_another_size_fails_with_a_sentence()
    {
        var graph = new OnnxWriter();
        var latents = graph.Input("latent_sample", TensorElementType.Float, "batch", TinyPicture.Channels, "height", "width");
        graph.Output("sample", graph.Node("Tanh", [latents]), TensorElementType.Float, "batch", TinyPicture.Channels, "height", "width");
        _files.Write("vae_decoder/model.onnx", graph);
        using var model = _files.Load();
        var failure = await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request));
        Assert.Contains("1 x 4 x 3 x 4 values where 1 x 3 x 24 x 32 were due", failure.Message);
    }

    [Fact]
    public async Task Numbers_that_make_no_picture_fail_with_a_sentence()
    {
        WriteDenoiser(
            graph =>
            {
                graph.Input("timestep", TensorElementType.Float, "batch");
                graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", "length", TinyPicture.Width);
            },
            scale: float.NaN);
        using var model = _files.Load();
        var failure = await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request));
        Assert.Contains("numbers that make no picture", failure.Message);
    }

    private void WriteDenoiser(Action<OnnxWriter> addInputs, float scale = 1)
    {
        var graph = new OnnxWriter();
        var sample = graph.Input("sample", TensorElementType.Float, "batch", TinyPicture.Channels, "height", "width");
        addInputs(graph);
        var scaled = graph.Node("Mul", [sample, graph.Constant([scale], 1)]);
        graph.Output("out_sample", scaled, TensorElementType.Float, "batch", TinyPicture.Channels, "height", "width");
        _files.Write("unet/model.onnx", graph);
    }

    private string Refusal(ModelManifest? manifest = null) => Assert.Throws<ModelException>(() => _files.Load(manifest)).Message;
}
