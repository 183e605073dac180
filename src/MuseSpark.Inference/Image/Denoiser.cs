using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>The U-Net or transformer: noisy latents, a timestep and encoded prompts to a prediction.</summary>
/// <remarks>Safe for concurrent calls; each picture has its own <see cref="DenoiserRun"/>.</remarks>
internal sealed class Denoiser : IDisposable
{
    public const string Timestep = "timestep", Words = "encoder_hidden_states", GuidanceEmbedding = "timestep_cond";

    /// <summary>The whole prompt as a vector, as SDXL and transformers of flows call it, and what SDXL is told of the picture's size.</summary>
    public const string Whole = "text_embeds", Pooled = "pooled_projections", Sizes = "time_ids";

    private static readonly string[] Known = [Timestep, Words, GuidanceEmbedding, Whole, Pooled, Sizes];

    private readonly OnnxSession _session;

    private Denoiser(OnnxSession session)
    {
        _session = session;
        // Exporters of transformers call the latents hidden_states.
        Sample = session.Inputs.ContainsKey("hidden_states") ? "hidden_states" : "sample";
        var sample = session.RequireInput(Sample, 4, FloatTensor.Types);
        var timestep = session.RequireInput(Timestep, null, [.. FloatTensor.Types, TensorElementType.Int64]);
        var words = session.RequireInput(Words, 3, FloatTensor.Types);
        if (timestep.Shape.Count > 1)
            throw new ModelException($"The denoiser's timestep has {timestep.Shape.Count} axes; 0 or 1 are known.");
        if (session.Inputs.ContainsKey(GuidanceEmbedding))
            EmbeddingWidth = session.RequireInput(GuidanceEmbedding, 2, FloatTensor.Types).Shape[1];
        if (EmbeddingWidth is not null and (< 4 or > 4096))
            throw new ModelException($"The denoiser's {GuidanceEmbedding} must say its width in the file, 4 to 4096.");
        if (session.Inputs.Keys.FirstOrDefault(name => name != Sample && !Known.Contains(name)) is { } other)
            throw new ModelException($"The denoiser asks for {other}, which this version can't give.");
        if ((session.Inputs.ContainsKey(Whole) ? Whole : session.Inputs.ContainsKey(Pooled) ? Pooled : null) is { } whole)
        {
            session.RequireInput(whole, 2, FloatTensor.Types);
            WholeName = whole;
        }
        if (session.Inputs.ContainsKey(Sizes)) session.RequireInput(Sizes, 2, FloatTensor.Types);
        if (WholeName == Pooled)
            JoinedWidth = words.Shape[2] is >= 1 and <= 16_384 ? words.Shape[2] : throw new ModelException($"The denoiser's {Words} must say its width in the file.");

        Output = session.Outputs.Count == 1
            ? session.Outputs.Keys.First()
            : throw new ModelException($"The denoiser has {session.Outputs.Count} outputs; exactly one is known.");
        var output = session.RequireOutput(Output, 4, FloatTensor.Types);
        Channels = sample.Shape[1] > 0 ? sample.Shape[1] : null;
        Predicted = output.Shape[1] > 0 ? output.Shape[1] : Channels;
        if (Channels is { } channels && Predicted is { } predicted && channels != predicted && channels != 2 * predicted + 1)
            throw new ModelException($"The denoiser takes {channels} channels and predicts {predicted}; models that also predict a variance aren't known.");
    }

    public string Sample { get; }

    public string Output { get; }

    /// <summary>Channels that go in, where the file says so.</summary>
    public int? Channels { get; }

    /// <summary>Channels of the latents, where the file says so.</summary>
    public int? Predicted { get; }

    /// <summary>Whether it was trained to fill gaps: besides the latents it takes the mask and the latents of what is to stay.</summary>
    public bool TakesMask => Channels is { } channels && Predicted is { } predicted && channels == 2 * predicted + 1;

    /// <summary>The name of the input for the whole prompt as a vector, or null.</summary>
    public string? WholeName { get; }

    /// <summary>The width that words of several encoders are brought to, or null.</summary>
    public int? JoinedWidth { get; }

    /// <summary>Width of the guidance embedding that a distilled model takes instead of a second prediction, or null.</summary>
    public int? EmbeddingWidth { get; }

    /// <exception cref="ModelException">The file is missing, damaged, or has the wrong tensors.</exception>
    public static Denoiser Open(PictureFolder folder, OnnxOptions options)
    {
        var session = OnnxSession.Open(folder.Graph("unet") ?? folder.Graph("transformer") ?? folder.Require("unet"), options);
        try
        {
            return new Denoiser(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Sets up the predictions for one request; the caller disposes it.</summary>
    /// <param name="words">Encoded prompts; their batch is the batch of the predictions.</param>
    /// <param name="channels">Of the latents, whose edges are <paramref name="height"/> and <paramref name="width"/>.</param>
    public DenoiserRun Start(EncodedPrompts words, int channels, int height, int width, float guidance) =>
        new(this, _session, words, [words.Batch, Channels ?? channels, height, width], channels, guidance);

    public void Dispose() => _session.Dispose();
}
