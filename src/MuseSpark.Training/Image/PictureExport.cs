using System.Security.Cryptography;
using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Training.Scenes;
using MuseSpark.Training.Text;
using MuseSpark.Training.Words;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Writes the model folder: four ONNX graphs, tokenizer, scheduler settings and manifest, then checks the graphs against torch.</summary>
public static class PictureExport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var output = options.Text("out");
        var guidance = options.Real("guidance", 3);
        var card = options.Text("card", "");
        var version = options.Text("version");
        var wordNet = options.Text("wordnet", Path.Combine(folder, "wordnet"));
        options.RejectUnknown();
        PictureRun.Start(threads: 1);
        WordsCommand.Write(output, wordNet, cancel);

        using var none = no_grad();
        var moments = LatentFile.Moments(folder);
        var coder = PictureRun.LoadAutoEncoder(folder, ScalarType.Float32);
        var model = PictureRun.LoadModel(folder, ScalarType.Float32);
        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);

        PictureGraphs.TextEncoder(model.Captions, Path.Combine(output, "text_encoder", "model.onnx"));
        PictureGraphs.Unet(model.Denoiser, Path.Combine(output, "unet", "model.onnx"));
        PictureGraphs.VaeDecoder(coder.Decoder, moments, Path.Combine(output, "vae_decoder", "model.onnx"));
        PictureGraphs.VaeEncoder(coder.Encoder, moments, Path.Combine(output, "vae_encoder", "model.onnx"));
        Critic? critic = null;
        if (File.Exists(Path.Combine(folder, "critic.ckpt")))
        {
            critic = PictureRun.LoadCritic(folder);
            PictureGraphs.Critic(critic, Path.Combine(output, "critic", "model.onnx"));
            CriticLabels.Write(Path.Combine(output, "critic", "labels.json"));
        }
        Enlarger? upscaler = null;
        if (File.Exists(Path.Combine(folder, "upscaler.ckpt")))
        {
            upscaler = PictureRun.LoadUpscaler(folder);
            PictureGraphs.Upscaler(upscaler, Path.Combine(output, "upscaler", "model.onnx"));
        }
        PictureCheck.Compare(output, model, coder, critic, upscaler, moments, scenes);
        cancel.ThrowIfCancellationRequested();

        Directory.CreateDirectory(Path.Combine(output, "tokenizer"));
        BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json")).Save(Path.Combine(output, "tokenizer", "tokenizer.json"));
        Write(output, "tokenizer/tokenizer_config.json", new { model_max_length = PictureShape.CaptionLength, pad_token = SpecialTokens.All[SpecialTokens.Pad], add_prefix_space = false });
        var vae = new { _class_name = "SparkAutoencoder", latent_channels = AutoEncoder.LatentChannels, scaling_factor = 1.0, shift_factor = 0.0, sample_size = PictureRun.Size };
        Write(output, "vae_decoder/config.json", vae);
        Write(output, "vae_encoder/config.json", vae);
        Write(output, "unet/config.json", new
        {
            _class_name = "SparkDenoiser",
            in_channels = AutoEncoder.LatentChannels,
            out_channels = AutoEncoder.LatentChannels,
            sample_size = LatentFile.Edge,
            cross_attention_dim = PictureShape.TextWidth,
            prediction_type = "flow_prediction",
        });
        Write(output, "scheduler/scheduler_config.json", new { _class_name = "FlowMatchEulerDiscreteScheduler", num_train_timesteps = 1000, shift = 1.0 });
        Write(output, "model_index.json", new
        {
            _class_name = "SparkPicturePipeline",
            scheduler = Part("FlowMatchEulerDiscreteScheduler"),
            text_encoder = Part("OnnxRuntimeModel"),
            tokenizer = Part("PreTrainedTokenizerFast"),
            unet = Part("OnnxRuntimeModel"),
            vae_decoder = Part("OnnxRuntimeModel"),
            vae_encoder = Part("OnnxRuntimeModel"),
        });
        if (card.Length > 0) File.Copy(card, Path.Combine(output, "MODEL_CARD.md"), overwrite: true);
        Write(output, "model.json", Manifest(output, version, (float)guidance, Preview(coder, moments, scenes)));
    }

    /// <summary>Edges that can be asked for where there is an upscaler.</summary>
    public static readonly int[] UpscaledSizes = [PictureRun.Size, 2 * PictureRun.Size, 4 * PictureRun.Size];

    /// <summary>SHA-256 of every graph and settings file of a model folder, by its path in it.</summary>
    public static Dictionary<string, string> Hashes(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => f.EndsWith(".onnx", StringComparison.Ordinal) || (f.EndsWith(".json", StringComparison.Ordinal) && f != "model.json")).Order(StringComparer.Ordinal)
            .ToDictionary(f => f, f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, f)))));

    private static ModelManifest Manifest(string output, string version, float guidance, LatentToRgb preview) => new()
    {
        Id = "spark-picture-1",
        Name = "Spark Picture",
        Kind = "image",
        Architecture = "SparkPicturePipeline",
        Version = version,
        Licence = "Apache-2.0",
        Description = "Paints small storybook scenes with animals, people and places in the style of picture-book cartoons.",
        CanDo =
        [
            "storybook scenes of 128 by 128 pixels, and of 256 and 512 by its upscaler",
            $"{Nouns.All.Count} things: animals, people, houses, plants, boats, vehicles, food and small objects; those that children ask for best",
            $"{Places.All.Count()} places, four times of day, six weathers, four styles: cartoon, flat, watercolor, pencil",
            "starts from a picture, and says what a picture like its own shows",
        ],
        Limits =
        [
            "knows only the words it was trained on: draws a carthorse as a horse, and says which things it can't draw",
            "one thing well, of two sometimes only one; no precise actions",
            "soft details; no text in pictures",
            "no photographs and no other styles",
        ],
        Card = "MODEL_CARD.md",
        Files = Hashes(output),
        Kinds = ["picture", .. File.Exists(Path.Combine(output, "critic", "model.onnx")) ? ["caption"] : Array.Empty<string>(), .. Upscales(output) ? ["enlarge"] : Array.Empty<string>()],
        Defaults = new ModelDefaults { Width = 2 * PictureRun.Size, Height = 2 * PictureRun.Size, Openings = File.Exists(Path.Combine(output, "critic", "model.onnx")) ? 4 : null, Steps = 16, Guidance = guidance, Scheduler = "FlowMatchEuler" },
        LatentToRgb = preview,
        Sizes = Upscales(output) ? UpscaledSizes : [PictureRun.Size],
        PaintedEdge = Upscales(output) ? PictureRun.Size : null,
        Styles = Enum.GetValues<Style>().ToDictionary(style => style.ToString().ToLowerInvariant(), style => $"{CaptionWriter.StylePhrase(style)} {{prompt}}"),
    };

    /// <summary>An upscaler or critic of an earlier run stays and serves, since both depend on the autoencoder only.</summary>
    private static bool Upscales(string output) => File.Exists(Path.Combine(output, "upscaler", "model.onnx"));

    /// <summary>Least squares from the eight latent channels to the mean colour of their 8 x 8 pixels, 0..1.</summary>
    private static LatentToRgb Preview(AutoEncoder coder, LatentMoments moments, SceneFile scenes)
    {
        using var scope = NewDisposeScope();
        var pictures = PictureRun.Pictures(scenes, 0, 200);
        var latents = moments.Standardise(coder.Encoder.forward(pictures)).permute(0, 2, 3, 1).reshape(-1, AutoEncoder.LatentChannels);
        long edge = LatentFile.Edge, ratio = AutoEncoder.Ratio;
        var colours = ((pictures + 1) / 2).permute(0, 2, 3, 1).reshape(-1, edge, ratio, edge, ratio, 3).mean([2, 4]).reshape(-1, 3);
        var known = cat([latents, ones(latents.shape[0], 1)], 1);
        var solved = linalg.solve(known.t().matmul(known), known.t().matmul(colours)).contiguous();   // (9, 3)
        var values = solved.data<float>().ToArray();
        var error = (known.matmul(solved) - colours).abs().mean().item<float>();
        Console.WriteLine($"preview map: mean error {error:F3} of 0..1");
        return new LatentToRgb([.. values.Chunk(3).Take(AutoEncoder.LatentChannels)], values[^3..]);
    }

    private static string[] Part(string type) => ["diffusers", type];

    private static void Write<T>(string output, string file, T content)
    {
        var path = Path.Combine(output, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(content, Json) + "\n");
    }
}
