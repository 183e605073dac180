using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>Standardised latents (n, 8, 16, 16) to the scores of every scene question's answers: what a picture shows.</summary>
public sealed class Critic : Module<Tensor, Tensor[]>
{
    public const int Vector = 256;
    private const int Narrow = 96;

    private readonly Conv2d input, down1, down2, squeeze;
    private readonly Sequential fine, middle, coarse;
    private readonly Linear seen;
    private readonly SceneQuestions questions;

    public Critic() : base(nameof(Critic))
    {
        input = Conv2d(AutoEncoder.LatentChannels, 64, 3, padding: 1);
        fine = Sequential(new PlainBlock(64), new PlainBlock(64));
        down1 = Conv2d(64, 128, 3, stride: 2, padding: 1);
        middle = Sequential(new PlainBlock(128), new PlainBlock(128), new PlainBlock(128));
        down2 = Conv2d(128, 192, 3, stride: 2, padding: 1);
        coarse = Sequential(new PlainBlock(192));
        squeeze = Conv2d(192, Narrow, 1);
        seen = Linear(Narrow * 16, Vector);
        questions = new SceneQuestions(Vector);
        RegisterComponents();
    }

    /// <summary>Whether a parameter is a matrix or kernel between hidden layers.</summary>
    public static bool IsHidden(string name) =>
        name.EndsWith("weight", StringComparison.Ordinal) && name is not "input.weight" && !name.StartsWith("questions", StringComparison.Ordinal);

    public override Tensor[] forward(Tensor latents)
    {
        var x = middle.forward(down1.forward(fine.forward(input.forward(latents))));
        x = functional.relu(squeeze.forward(functional.relu(coarse.forward(down2.forward(x)))));
        return questions.forward(functional.silu(seen.forward(x.permute(0, 2, 3, 1).reshape(latents.shape[0], Narrow * 16))));
    }
}
