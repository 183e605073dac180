using System.Text.Json;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Tests.Image.Exports;

public enum PictureFamily { StableDiffusion1, StableDiffusion2, StableDiffusionTurbo, Inpainting, Lcm, Sdxl, SdxlTurbo, StableDiffusion3 }

/// <summary>
/// A folder as optimum exports it from diffusers: every graph of its family's architecture, files and tensors named as there, the
/// configurations as published. Only the layers are few and narrow, and the weights random.
/// </summary>
internal sealed class PictureExport : IDisposable
{
    private const int Vocabulary = 514, Width = 32, Pooled = 24;

    private readonly bool _half;
    private readonly string _suffix;

    /// <param name="suffix">What the graphs' names end with, as "_fp16".</param>
    public PictureExport(PictureFamily family, bool half = false, string suffix = "", bool tiny = false)
    {
        (_half, _suffix) = (half, suffix);
        Folder = Path.Combine(_root, Names[family]);
        var two = family is PictureFamily.Sdxl or PictureFamily.SdxlTurbo or PictureFamily.StableDiffusion3;
        var flow = family == PictureFamily.StableDiffusion3;
        var latents = flow ? 16 : 4;
        Write("model_index.json", Index(family));
        Write("scheduler/scheduler_config.json", Scheduler(family));

        WriteClipTokenizer("tokenizer", family == PictureFamily.StableDiffusion2 ? "!" : "<|endoftext|>");
        TextExports.Clip(Graph("text_encoder"), 1, half, Vocabulary, Width, flow ? Pooled : null, layerOutputs: two, two ? OnnxType.Int64 : OnnxType.Int32);
        if (two)
        {
            WriteClipTokenizer("tokenizer_2", "!");
            TextExports.Clip(Graph("text_encoder_2"), 2, half, Vocabulary, Width, Pooled, layerOutputs: true, OnnxType.Int64);
        }
        if (flow)
        {
            WriteT5Tokenizer();
            TextExports.T5(Graph("text_encoder_3"), 3, half, T5Vocabulary.Length, 3 * Width);
            MmditExport.Save(Graph("transformer"), 4, half, latents, 3 * Width, 2 * Pooled);
            Write("transformer/config.json", """{"_class_name": "SD3Transformer2DModel", "sample_size": 8, "patch_size": 2, "num_attention_heads": 2, "attention_head_dim": 16}""");
        }
        else
        {
            var unet = two ? new UnetExport([16, 32], [0, 2], 2 * Width, OnnxType.Float, PooledWidth: Pooled)
                : new UnetExport([16, 32, 32], [1, 1, 0], Width, OnnxType.Int64, family == PictureFamily.Lcm ? 256 : null, In: family == PictureFamily.Inpainting ? 9 : 4);
            unet = half && unet.Timestep == OnnxType.Float ? unet with { Timestep = OnnxType.Float16 } : unet;
            unet.Save(Graph("unet"), 4, half);
            Write("unet/config.json", two
                ? """{"_class_name": "UNet2DConditionModel", "sample_size": 8, "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"], "attention_head_dim": [1, 2]}"""
                : """{"_class_name": "UNet2DConditionModel", "sample_size": 8, "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "attention_head_dim": 2, "time_cond_proj_dim": %TIME%}""".Replace("%TIME%", family == PictureFamily.Lcm ? "256" : "null", StringComparison.Ordinal));
        }
        var vae = flow ? """{"scaling_factor": 1.5305, "shift_factor": 0.0609, "latent_channels": 16}""" : two ? """{"scaling_factor": 0.13025, "latent_channels": 4}""" : """{"scaling_factor": 0.18215, "latent_channels": 4}""";
        VaeExport.Encoder(Graph("vae_encoder"), 5, half, latents);
        VaeExport.Decoder(Graph("vae_decoder"), 6, half, latents);
        Write("vae_encoder/config.json", vae);
        Write("vae_decoder/config.json", vae);
        if (!tiny) return;
        VaeExport.Tiny(Graph("tiny_vae_decoder"), 7, half, latents);
        Write("tiny_vae_decoder/config.json", $$"""{"_class_name": "AutoencoderTiny", "scaling_factor": 1.0, "latent_channels": {{latents}}}""");
    }

    private readonly string _root = Directory.CreateTempSubdirectory("export").FullName;

    public string Folder { get; }

    private static IReadOnlyDictionary<PictureFamily, string> Names { get; } = new Dictionary<PictureFamily, string>
    {
        [PictureFamily.StableDiffusion1] = "stable-diffusion-v1-5",
        [PictureFamily.StableDiffusion2] = "stable-diffusion-2-1",
        [PictureFamily.StableDiffusionTurbo] = "sd-turbo",
        [PictureFamily.Inpainting] = "stable-diffusion-inpainting",
        [PictureFamily.Lcm] = "LCM_Dreamshaper_v7",
        [PictureFamily.Sdxl] = "stable-diffusion-xl-base-1.0",
        [PictureFamily.SdxlTurbo] = "sdxl-turbo",
        [PictureFamily.StableDiffusion3] = "stable-diffusion-3-medium",
    };

    public static ModelManifest Manifest { get; } = new()
    {
        Id = "export",
        Name = "Export",
        Kind = "image",
        Architecture = "StableDiffusionPipeline",
        Version = "1",
        Licence = "Apache-2.0",
        Files = new Dictionary<string, string>(),
        Kinds = ["picture"],
        Defaults = new ModelDefaults { Width = 64, Height = 64, Steps = 4, Guidance = 3, Scheduler = null },
    };

    public static ImageRequest Request { get; } = new() { Prompt = "a red fox", Seed = 1, PreviewEvery = 0 };

    public IImageModel Load(string? scheduler = null, int? paintedEdge = null) =>
        PipelineList.Load(Folder, Manifest with { Defaults = Manifest.Defaults with { Scheduler = scheduler }, PaintedEdge = paintedEdge }, new OnnxOptions { Threads = 1 });

    /// <summary>Every pixel becomes a square of four.</summary>
    public void WriteUpscaler()
    {
        var l = new Layers(8, half: false);
        l.Output("upscaled", l.Upsample(l.Input("sample", "batch_size", 3, "height", "width")), "batch_size", 3, "rows", "columns");
        Directory.CreateDirectory(Path.Combine(Folder, "upscaler"));
        l.Graph.Save(Path.Combine(Folder, "upscaler", "model.onnx"));
    }

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Graph(string part) => Path.Combine(Folder, part, $"model{_suffix}.onnx");

    private static string Index(PictureFamily family) => family switch
    {
        PictureFamily.Lcm => """{"_class_name": "LatentConsistencyModelPipeline"}""",
        PictureFamily.Inpainting => """{"_class_name": "StableDiffusionInpaintPipeline"}""",
        PictureFamily.Sdxl => """{"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": true}""",
        PictureFamily.SdxlTurbo => """{"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": true}""",
        PictureFamily.StableDiffusion3 => """{"_class_name": "StableDiffusion3Pipeline"}""",
        _ => """{"_class_name": "StableDiffusionPipeline", "requires_safety_checker": true, "unet": ["diffusers", "OnnxRuntimeModel"]}""",
    };

    /// <summary>The scheduler_config.json of the published repositories, without what says nothing.</summary>
    private static string Scheduler(PictureFamily family)
    {
        const string betas = "\"beta_start\": 0.00085, \"beta_end\": 0.012, \"beta_schedule\": \"scaled_linear\", \"num_train_timesteps\": 1000, \"trained_betas\": null";
        return family switch
        {
            PictureFamily.StableDiffusion2 => $$"""{"_class_name": "DDIMScheduler", {{betas}}, "prediction_type": "v_prediction", "clip_sample": false, "set_alpha_to_one": false, "steps_offset": 1}""",
            PictureFamily.StableDiffusionTurbo => $$"""{"_class_name": "EulerDiscreteScheduler", {{betas}}, "prediction_type": "epsilon", "timestep_spacing": "trailing", "steps_offset": 1, "clip_sample": false, "use_karras_sigmas": false}""",
            PictureFamily.Lcm => $$"""{"_class_name": "LCMScheduler", {{betas}}, "prediction_type": "epsilon", "clip_sample": false, "original_inference_steps": 50, "set_alpha_to_one": true, "thresholding": false}""",
            PictureFamily.Sdxl => $$"""{"_class_name": "EulerDiscreteScheduler", {{betas}}, "prediction_type": "epsilon", "timestep_spacing": "leading", "steps_offset": 1, "clip_sample": false, "interpolation_type": "linear", "use_karras_sigmas": false}""",
            PictureFamily.SdxlTurbo => $$"""{"_class_name": "EulerAncestralDiscreteScheduler", {{betas}}, "prediction_type": "epsilon", "timestep_spacing": "trailing", "steps_offset": 1, "clip_sample": false}""",
            PictureFamily.StableDiffusion3 => """{"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 3.0}""",
            _ => $$"""{"_class_name": "PNDMScheduler", {{betas}}, "skip_prk_steps": true, "set_alpha_to_one": false, "steps_offset": 1, "clip_sample": false}""",
        };
    }

    /// <summary>CLIP's tokenizer with its letters only: 256 bytes, each also as the end of a word.</summary>
    private void WriteClipTokenizer(string folder, string pad)
    {
        var letters = Letters().Select(letter => letter.ToString()).ToArray();
        string[] tokens = [.. letters, .. letters.Select(letter => letter + "</w>"), "<|startoftext|>", "<|endoftext|>"];
        Write($"{folder}/vocab.json", JsonSerializer.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index)));
        Write($"{folder}/merges.txt", "#version: 0.2\n");
        Write($"{folder}/tokenizer_config.json", $$"""{"model_max_length": {{TextExports.Length}}, "pad_token": "{{pad}}"}""");
    }

    private static string[] T5Vocabulary { get; } = ["<pad>", "</s>", "<unk>", "▁", .. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())];

    private void WriteT5Tokenizer()
    {
        Write("tokenizer_3/tokenizer.json", JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = T5Vocabulary.Take(3).Select((content, id) => new { id, content, special = true }),
            pre_tokenizer = new { type = "Metaspace", replacement = "▁", add_prefix_space = true, prepend_scheme = "always" },
            post_processor = new { type = "TemplateProcessing", single = new object[] { new { Sequence = new { id = "A", type_id = 0 } }, new { SpecialToken = new { id = "</s>", type_id = 0 } } } },
            model = new { type = "Unigram", unk_id = 2, vocab = T5Vocabulary.Select(token => new object[] { token, -2.0 }) },
        }));
        Write("tokenizer_3/tokenizer_config.json", """{"model_max_length": 512, "pad_token": "<pad>"}""");
    }

    private static IEnumerable<char> Letters()
    {
        var visible = Enumerable.Range(33, 94).Concat(Enumerable.Range(161, 12)).Concat(Enumerable.Range(174, 82)).ToHashSet();
        var next = 256;
        for (var value = 0; value < 256; value++) yield return (char)(visible.Contains(value) ? value : next++);
    }
}
