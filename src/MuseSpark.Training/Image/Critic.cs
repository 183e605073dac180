using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>
/// Standardised latents (n, 8, 16, 16) to what a picture shows: the scores of every scene question's answers, and for every noun the
/// log-odds that such a thing is to be seen anywhere, (n, nouns). Each of the 8 x 8 places looks for every thing and the surest count, so
/// a thing learned in one place and beside one companion is known in all.
/// </summary>
public sealed class Critic : Module<Tensor, (Tensor[] Answers, Tensor Things)>
{
    public const int Vector = 256;
    private const int Narrow = 96;

    // Of some 400 things hardly two are there.
    private const double Unlikely = -9;

    private readonly Conv2d input, down1, down2, squeeze, look, find;
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
        look = Conv2d(128, Vector, 1);
        find = Conv2d(Vector, SceneQuestions.Things.Count, 1);
        using (no_grad()) find.bias!.fill_(Unlikely);
        squeeze = Conv2d(192, Narrow, 1);
        seen = Linear(Narrow * 16, Vector);
        questions = new SceneQuestions(Vector);
        RegisterComponents();
    }

    /// <summary>Whether a parameter is a matrix or kernel between hidden layers.</summary>
    public static bool IsHidden(string name) =>
        name.EndsWith("weight", StringComparison.Ordinal) && name is not ("input.weight" or "find.weight") && !name.StartsWith("questions", StringComparison.Ordinal);

    public override (Tensor[] Answers, Tensor Things) forward(Tensor latents)
    {
        var x = middle.forward(down1.forward(fine.forward(input.forward(latents))));
        var things = find.forward(functional.relu(look.forward(functional.relu(x)))).to(ScalarType.Float32).flatten(2).logsumexp(2);
        x = functional.relu(squeeze.forward(functional.relu(coarse.forward(down2.forward(x)))));
        return (questions.forward(functional.silu(seen.forward(x.permute(0, 2, 3, 1).reshape(latents.shape[0], Narrow * 16)))), things);
    }
}
