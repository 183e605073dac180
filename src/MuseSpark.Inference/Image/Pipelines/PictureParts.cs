using System.Text.Json.Serialization;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image.Pipelines;

/// <summary>The parts of a picture model in the diffusers layout, opened and found to fit together.</summary>
internal sealed class PictureParts : IDisposable
{
    private const string Caption = "caption", Enlarge = "enlarge";

    private readonly Stack<IDisposable> _opened = [];
    private readonly Lock _finding = new();
    private readonly string _path;
    private LatentPreview? _preview;
    private bool _sought;

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public PictureParts(string path, ModelManifest manifest, OnnxOptions options)
    {
        _path = path;
        var folder = new PictureFolder(path, manifest);
        try
        {
            SchedulerConfig = SchedulerConfig.Read(folder.Part("scheduler", "scheduler_config.json"));
            Words = PromptWords.Open(path, manifest);
            var index = JsonFile.Read<ModelIndex>(folder.Part("model_index.json"));
            Denoiser = Keep(Denoiser.Open(folder, options));
            Prompts = Keep(PromptEncoder.Open(folder, Denoiser.JoinedWidth, index.ForceZerosForEmptyPrompt, options));
            Decoder = Keep(LatentDecoder.Open(folder, options));
            TinyDecoder = Keep(LatentDecoder.OpenTiny(folder, options));
            Encoder = Keep(LatentEncoder.Open(folder, options));
            Upscaler = Keep(Upscaler.Open(path, options));
            Critic = Keep(PictureCritic.Open(path, options));
            Footprint = PictureFootprint.Read(folder);
            Check(manifest);
            _preview = manifest.LatentToRgb is { } map ? new LatentPreview(map, Decoder.Channels) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SchedulerConfig SchedulerConfig { get; }

    /// <summary>The words that the model was taught, if it came with a list of them.</summary>
    public PromptWords? Words { get; }

    public PromptEncoder Prompts { get; }

    public Denoiser Denoiser { get; }

    public LatentDecoder Decoder { get; }

    public LatentDecoder? TinyDecoder { get; }

    public LatentEncoder? Encoder { get; }

    public Upscaler? Upscaler { get; }

    public PictureCritic? Critic { get; }

    public PictureFootprint Footprint { get; }

    /// <summary>The way from latents to colours: the model's own, or else one that is found when it is first asked for. Null where the decoder gives none.</summary>
    public LatentPreview? Preview(CancellationToken cancellationToken)
    {
        lock (_finding)
        {
            if (_preview is not null || _sought) return _preview;
            try
            {
                _preview = new LatentPreview(LatentPreviewFit.OpenOrFind(_path, Decoder, cancellationToken), Decoder.Channels);
            }
            catch (ModelException)
            {
                // Whatever is wrong with random latents need not be wrong with a picture's.
            }
            _sought = true;
            return _preview;
        }
    }

    public void Dispose()
    {
        foreach (var part in _opened) part.Dispose();
    }

    private T Keep<T>(T part) where T : IDisposable?
    {
        if (part is not null) _opened.Push(part);
        return part;
    }

    private void Check(ModelManifest manifest)
    {
        if (Denoiser.Predicted is { } channels && channels != Decoder.Channels)
            throw new ModelException($"The denoiser works on {channels} latent channels, but the decoder takes {Decoder.Channels}.");
        if (TinyDecoder is not null && TinyDecoder.Channels != Decoder.Channels)
            throw new ModelException($"The small decoder takes {TinyDecoder.Channels} latent channels, but the large one {Decoder.Channels}.");
        if (manifest.PaintedEdge is not null && Upscaler is null)
            throw new ModelException("The model.json promises pictures larger than they are painted (paintedEdge), but upscaler/model.onnx is missing. Copy the whole model folder again.");
        if (manifest.Kinds.Contains(Caption) && (Encoder is null || Critic is null))
            throw new ModelException("The model.json promises to describe pictures, but vae_encoder/model.onnx or critic/model.onnx is missing. Copy the whole model folder again.");
        if (manifest.Kinds.Contains(Enlarge) && Upscaler is null)
            throw new ModelException("The model.json promises to enlarge pictures, but upscaler/model.onnx is missing. Copy the whole model folder again.");
        if (Denoiser.TakesMask && Encoder is null)
            throw new ModelException("This model fills gaps in pictures, but vae_encoder/model.onnx is missing. Copy the whole model folder again.");
    }

    private sealed record ModelIndex
    {
        [JsonPropertyName("force_zeros_for_empty_prompt")]
        public bool ForceZerosForEmptyPrompt { get; init; }
    }
}
