using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>The U-Net or transformer: noisy latents, a timestep and encoded prompts to a prediction.</summary>
/// <remarks>Safe for concurrent calls; each picture has its own <see cref="DenoiserRun"/>.</remarks>
internal sealed class Denoiser : IDisposable
{
    public const string Timestep = "timestep", Words = "encoder_hidden_states", GuidanceEmbedding = "timestep_cond";

    private readonly OnnxSession _session;

    private Denoiser(OnnxSession session)
    {
        _session = session;
        // Exporters of transformers call the latents hidden_states.
        Sample = session.Inputs.ContainsKey("hidden_states") ? "hidden_states" : "sample";
        var sample = session.RequireInput(Sample, 4, TensorElementType.Float);
        var timestep = session.RequireInput(Timestep, null, TensorElementType.Float, TensorElementType.Int64);
        session.RequireInput(Words, 3, TensorElementType.Float);
        if (timestep.Shape.Count > 1)
            throw new ModelException($"The denoiser's timestep has {timestep.Shape.Count} axes; 0 or 1 are known.");
        if (session.Inputs.ContainsKey(GuidanceEmbedding))
            EmbeddingWidth = session.RequireInput(GuidanceEmbedding, 2, TensorElementType.Float).Shape[1];
        if (EmbeddingWidth is not null and (< 4 or > 4096))
            throw new ModelException($"The denoiser's {GuidanceEmbedding} must say its width in the file, 4 to 4096.");
        if (session.Inputs.Keys.FirstOrDefault(name => name != Sample && name is not (Timestep or Words or GuidanceEmbedding)) is { } other)
            throw new ModelException($"The denoiser asks for {other}, which this version can't give.");

        Output = session.Outputs.Count == 1
            ? session.Outputs.Keys.First()
            : throw new ModelException($"The denoiser has {session.Outputs.Count} outputs; exactly one is known.");
        var output = session.RequireOutput(Output, 4, TensorElementType.Float);
        Channels = sample.Shape[1] > 0 ? sample.Shape[1] : null;
        if (Channels is { } channels && output.Shape[1] > 0 && output.Shape[1] != channels)
            throw new ModelException($"The denoiser takes {channels} channels and predicts {output.Shape[1]}; models that also predict a variance aren't known.");
        TimestepIsWhole = timestep.Type == TensorElementType.Int64;
        TimestepShape = timestep.Shape;
    }

    public string Sample { get; }

    public string Output { get; }

    /// <summary>Channels of the latents, where the file says so.</summary>
    public int? Channels { get; }

    public bool TimestepIsWhole { get; }

    public IReadOnlyList<int> TimestepShape { get; }

    /// <summary>Width of the guidance embedding that a distilled model takes instead of a second prediction, or null.</summary>
    public int? EmbeddingWidth { get; }

    /// <exception cref="ModelException">The file is missing, damaged, or has the wrong tensors.</exception>
    public static Denoiser Open(string folder, OnnxOptions options)
    {
        string unet = Path.Combine(folder, "unet", "model.onnx"), transformer = Path.Combine(folder, "transformer", "model.onnx");
        var session = OnnxSession.Open(!File.Exists(unet) && File.Exists(transformer) ? transformer : unet, options);
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

    /// <summary>Sets up one picture's predictions; the caller disposes it.</summary>
    /// <param name="words">Encoded prompts; their batch is the batch of the predictions.</param>
    /// <param name="channels">Latent shape, with <paramref name="height"/> and <paramref name="width"/>.</param>
    public DenoiserRun Start(EncodedPrompts words, int channels, int height, int width, float guidance) =>
        new(this, _session, words, [words.Batch, channels, height, width], guidance);

    public void Dispose() => _session.Dispose();
}
