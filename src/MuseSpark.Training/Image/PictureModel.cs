using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>Caption encoder and denoiser, which train together.</summary>
public sealed class PictureModel : Module<Tensor, Tensor, Tensor, Tensor>
{
    public PictureModel() : base(nameof(PictureModel))
    {
        Captions = new CaptionEncoder();
        Denoiser = new Denoiser();
        RegisterComponents();
    }

    public CaptionEncoder Captions { get; }

    public Denoiser Denoiser { get; }

    /// <summary>Whether a parameter is a matrix or kernel between hidden layers, as opposed to an input, an output or an embedding.</summary>
    public static bool IsHidden(string name) =>
        name.EndsWith("weight", StringComparison.Ordinal) && !name.EndsWith("tokens.weight", StringComparison.Ordinal)
        && name is not ("Denoiser.input.weight" or "Denoiser.output.weight");

    /// <summary>Latents (n, 8, 16, 16), t (n) in 0..1000, ids (n, 24) to velocity (n, 8, 16, 16).</summary>
    public override Tensor forward(Tensor latents, Tensor time, Tensor ids) => Denoiser.forward(latents, time, Captions.forward(ids));
}
