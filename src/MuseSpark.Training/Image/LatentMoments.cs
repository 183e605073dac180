using MuseSpark.Training.Export;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Mean and deviation of every latent channel over the training scenes.</summary>
public sealed record LatentMoments(float[] Mean, float[] Deviation)
{
    /// <summary>Those by which a shipped model knows its latents.</summary>
    public static LatentMoments Of(string model)
    {
        var decoder = GraphWeights.Read(Path.Combine(model, "vae_decoder", "model.onnx"));
        return new LatentMoments(decoder["mean"], decoder["deviation"]);
    }

    /// <summary>From the encoder's latents to mean 0 and deviation 1, (n, 8, h, w).</summary>
    public Tensor Standardise(Tensor latents) => (latents - Wide(Mean)) / Wide(Deviation);

    /// <summary>Back to what the decoder reads.</summary>
    public Tensor Restore(Tensor latents) => latents * Wide(Deviation) + Wide(Mean);

    private static Tensor Wide(float[] values) => tensor(values, [1, values.Length, 1, 1]);
}
