using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>x + conv(relu(conv(relu(x)))), no normalisation, as in TAESD.</summary>
internal sealed class PlainBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d first, second;

    public PlainBlock(int channels) : base(nameof(PlainBlock))
    {
        first = Conv2d(channels, channels, 3, padding: 1);
        second = Conv2d(channels, channels, 3, padding: 1);
        // A quiet start: the block is nearly the identity.
        using (no_grad()) second.weight.mul_(0.2f);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + second.forward(functional.relu(first.forward(functional.relu(x))));
}

/// <summary>Picture (n, 3, 8h, 8w) in -1..1 to latents (n, 8, h, w) in -3..3.</summary>
public sealed class Encoder : Module<Tensor, Tensor>
{
    private readonly Conv2d input, down, output;
    private readonly Sequential fine, coarse;

    public Encoder() : base(nameof(Encoder))
    {
        input = Conv2d(48, 64, 3, padding: 1);
        fine = Sequential(new PlainBlock(64), new PlainBlock(64));
        down = Conv2d(64, 128, 3, stride: 2, padding: 1);
        coarse = Sequential(new PlainBlock(128), new PlainBlock(128));
        output = Conv2d(128, AutoEncoder.LatentChannels, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor picture)
    {
        var x = fine.forward(input.forward(ChannelsLast.SpaceToDepth(picture, 4)));
        x = output.forward(functional.relu(coarse.forward(down.forward(x))));
        return (x / AutoEncoder.LatentBound).tanh() * AutoEncoder.LatentBound;
    }
}

/// <summary>Latents (n, 8, h, w) to a picture (n, 3, 8h, 8w), about -1..1.</summary>
public sealed class Decoder : Module<Tensor, Tensor>
{
    private readonly Conv2d input, up1, up2, output;
    private readonly Sequential coarse, middle, fine;

    public Decoder() : base(nameof(Decoder))
    {
        input = Conv2d(AutoEncoder.LatentChannels, 128, 3, padding: 1);
        coarse = Sequential(new PlainBlock(128), new PlainBlock(128), new PlainBlock(128));
        up1 = Conv2d(128, 80, 3, padding: 1);
        middle = Sequential(new PlainBlock(80), new PlainBlock(80));
        up2 = Conv2d(80, 48, 3, padding: 1);
        fine = Sequential(new PlainBlock(48));
        output = Conv2d(48, 12, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents)
    {
        var x = coarse.forward(input.forward(latents));
        x = middle.forward(up1.forward(Doubled(x)));
        x = fine.forward(up2.forward(Doubled(x)));
        return ChannelsLast.DepthToSpace(output.forward(functional.relu(x)), 2);
    }

    private static Tensor Doubled(Tensor x) => functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}

/// <summary>Eight times smaller on each edge: 128 x 128 x 3 becomes 16 x 16 x 8.</summary>
public sealed class AutoEncoder : Module<Tensor, Tensor>
{
    public const int LatentChannels = 8, Ratio = 8;
    public const double LatentBound = 3;

    private readonly Encoder encoder;
    private readonly Decoder decoder;

    public AutoEncoder() : base(nameof(AutoEncoder))
    {
        encoder = new Encoder();
        decoder = new Decoder();
        RegisterComponents();
    }

    public Encoder Encoder => encoder;

    public Decoder Decoder => decoder;

    public override Tensor forward(Tensor picture) => decoder.forward(encoder.forward(picture));
}
