using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>A picture (n, 3, h, w) in -1..1 to one of twice the edges: nearest neighbour, and what is learned to be missing.</summary>
public sealed class Enlarger : Module<Tensor, Tensor>
{
    public const int Blocks = 4;
    private const int Width = 48;

    private readonly Conv2d input, output;
    private readonly Sequential blocks;

    public Enlarger() : base(nameof(Enlarger))
    {
        input = Conv2d(3, Width, 3, padding: 1);
        blocks = Sequential(Enumerable.Range(0, Blocks).Select(Module<Tensor, Tensor> (_) => new PlainBlock(Width)).ToArray());
        output = Conv2d(Width, 12, 3, padding: 1);
        using (no_grad()) output.weight.mul_(0.1f);
        RegisterComponents();
    }

    public override Tensor forward(Tensor picture) =>
        functional.interpolate(picture, scale_factor: [2, 2], mode: InterpolationMode.Nearest)
        + ChannelsLast.DepthToSpace(output.forward(functional.relu(blocks.forward(input.forward(picture)))), 2);
}
