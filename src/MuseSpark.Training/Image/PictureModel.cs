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

    /// <summary>Latents (n, 8, 16, 16), t (n) in 0..1000, ids (n, 24) to velocity (n, 8, 16, 16).</summary>
    public override Tensor forward(Tensor latents, Tensor time, Tensor ids) => Denoiser.forward(latents, time, Captions.forward(ids));
}
