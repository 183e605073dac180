using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>A rough picture straight from latents, one pixel for each: rgb = bias + sum over channels of weight x latent.</summary>
internal sealed class LatentPreview
{
    private readonly LatentToRgb _map;

    /// <exception cref="ModelException">The map has not one [r, g, b] for each channel.</exception>
    public LatentPreview(LatentToRgb map, int channels)
    {
        if (!Fits(map, channels))
            throw new ModelException($"latentToRgb in model.json needs {channels} weights of 3 numbers and a bias of 3.");
        _map = map;
    }

    public static bool Fits(LatentToRgb map, int channels) => map.Weights.Length == channels && map.Weights.All(weight => weight?.Length == 3) && map.Bias.Length == 3;

    /// <param name="latents">(C, h, w)</param>
    public RgbImage Draw(ReadOnlySpan<float> latents, int height, int width)
    {
        var plane = height * width;
        var pixels = new byte[plane * 3];
        for (var i = 0; i < plane; i++)
        {
            for (var colour = 0; colour < 3; colour++)
            {
                var value = _map.Bias[colour];
                for (var channel = 0; channel < _map.Weights.Length; channel++)
                    value += _map.Weights[channel][colour] * latents[channel * plane + i];
                pixels[i * 3 + colour] = float.IsNaN(value) ? (byte)0 : (byte)MathF.Round(Math.Clamp(value, 0, 1) * 255);
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
