using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>config.json of either half of a variational autoencoder: what its latents are multiplied with and moved by.</summary>
internal sealed record VaeConfig
{
    public float? ScalingFactor { get; init; }
    public float? ShiftFactor { get; init; }
    public int? LatentChannels { get; init; }

    public float Scale => ScalingFactor ?? 0.18215f;
    public float Shift => ShiftFactor ?? 0;
    public int Channels => LatentChannels ?? 4;

    /// <exception cref="ModelException">The file is missing or damaged, or a number is out of range.</exception>
    public static VaeConfig Read(string folder)
    {
        var config = JsonFile.Read<VaeConfig>(Path.Combine(folder, "config.json"));
        if (!float.IsFinite(config.Scale) || config.Scale <= 0 || !float.IsFinite(config.Shift) || config.Channels is < 1 or > 64)
            throw new ModelException($"{Path.GetFileName(folder)}/config.json needs a scaling_factor above 0, a finite shift_factor and 1 to 64 latent_channels.");
        return config;
    }
}
