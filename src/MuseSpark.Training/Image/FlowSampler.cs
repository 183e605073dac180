using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Follows the learned velocity from noise (t = 1) to a picture (t = 0) in equal Euler steps.</summary>
public sealed class FlowSampler(PictureModel model, Captions captions)
{
    /// <summary>Standardised latents (n, 8, 16, 16). Guidance 1 means without: v = v_empty + guidance (v_caption - v_empty).</summary>
    public Tensor Sample(IReadOnlyList<string> prompts, int steps, double guidance, long seed)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        long n = prompts.Count;
        manual_seed(seed);
        var states = model.Captions.forward(captions.Encode([.. prompts, .. prompts.Select(p => "")]));
        var latents = randn(n, LatentFile.Edge, LatentFile.Edge, AutoEncoder.LatentChannels).permute(0, 3, 1, 2);
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var time = full(2 * n, 1000.0 * (steps - step) / steps);
            var both = model.Denoiser.forward(ChannelsLast.Of(cat([latents, latents], 0)), time, states).chunk(2, 0);
            latents = (latents - (both[1] + guidance * (both[0] - both[1])) / steps).MoveToOuterDisposeScope();
        }
        return ChannelsLast.Of(latents).MoveToOuterDisposeScope();
    }
}
