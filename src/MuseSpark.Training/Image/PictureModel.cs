using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>Caption encoder and denoiser, which train together.</summary>
public sealed class PictureModel : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly CaptionEncoder captions;
    private readonly Denoiser denoiser;

    public PictureModel() : base(nameof(PictureModel))
    {
        captions = new CaptionEncoder();
        denoiser = new Denoiser();
        RegisterComponents();
    }

    public CaptionEncoder Captions => captions;

    public Denoiser Denoiser => denoiser;

    /// <summary>Whether a parameter is a matrix or kernel between hidden layers, as opposed to an input, an output or an embedding.</summary>
    public static bool IsHidden(string name) =>
        name.EndsWith("weight", StringComparison.Ordinal) && !name.EndsWith("tokens.weight", StringComparison.Ordinal)
        && name is not ("denoiser.input.weight" or "denoiser.output.weight");

    /// <summary>Latents (n, 8, 16, 16), t (n) in 0..1000, ids (n, 32) to velocity (n, 8, 16, 16).</summary>
    public override Tensor forward(Tensor latents, Tensor time, Tensor ids) => denoiser.forward(latents, time, captions.forward(ids));
}
