using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>
/// U-Net over latents: (n, 8, 16, 16), t (n) in 0..1000 and caption states (n, 32, 128) give the velocity noise - picture.
/// Two resolutions; the coarse one also attends to itself and to the caption.
/// </summary>
public sealed class Denoiser : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Linear time1, time2, caption;
    private readonly Conv2d input, down, up, output;
    private readonly TimedBlock down1, down2, middle1, middle2, middle3, middle4, up1, up2;
    private readonly CaptionBlock see1, see2, see3;
    private readonly ChannelNorm norm;

    public Denoiser() : base(nameof(Denoiser))
    {
        const int fine = PictureShape.FineWidth, coarse = PictureShape.CoarseWidth, width = PictureShape.TimeWidth;
        time1 = Linear(2 * PictureShape.Frequencies, width);
        time2 = Linear(width, width);
        caption = Linear(PictureShape.TextWidth, width);
        input = Conv2d(AutoEncoder.LatentChannels, fine, 3, padding: 1);
        down1 = new TimedBlock(fine, fine);
        down2 = new TimedBlock(fine, fine);
        down = Conv2d(fine, coarse, 3, stride: 2, padding: 1);
        middle1 = new TimedBlock(coarse, coarse);
        see1 = new CaptionBlock(coarse);
        middle2 = new TimedBlock(coarse, coarse);
        see2 = new CaptionBlock(coarse);
        middle3 = new TimedBlock(coarse, coarse);
        see3 = new CaptionBlock(coarse);
        middle4 = new TimedBlock(2 * coarse, coarse);
        up = Conv2d(coarse, fine, 3, padding: 1);
        up1 = new TimedBlock(2 * fine, fine);
        up2 = new TimedBlock(2 * fine, fine);
        norm = new ChannelNorm(fine);
        output = Conv2d(fine, AutoEncoder.LatentChannels, 3, padding: 1);
        using (no_grad()) output.weight.mul_(0.1f);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents, Tensor time, Tensor states)
    {
        var moment = time2.forward(functional.silu(time1.forward(Waves(time).to(states.dtype)))) + caption.forward(states.mean([1]));
        moment = functional.silu(moment);
        var x0 = input.forward(latents);
        var x1 = down1.forward(x0, moment);
        var x2 = down2.forward(x1, moment);
        var y1 = see1.forward(middle1.forward(down.forward(x2), moment), states);
        var y = see2.forward(middle2.forward(y1, moment), states);
        y = see3.forward(middle3.forward(y, moment), states);
        y = middle4.forward(cat([y, y1], 1), moment);
        var x = up.forward(functional.interpolate(y, scale_factor: [2, 2], mode: InterpolationMode.Nearest));
        x = up1.forward(cat([x, x2], 1), moment);
        x = up2.forward(cat([x, x1], 1), moment);
        return output.forward(functional.silu(norm.forward(x)));
    }

    /// <summary>cos and sin of t at 64 frequencies from 1 down to 1/10000, (n, 128).</summary>
    private static Tensor Waves(Tensor time)
    {
        var frequencies = (arange(PictureShape.Frequencies) * (-Math.Log(10_000) / PictureShape.Frequencies)).exp();
        var angles = time.to(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0);
        return cat([angles.cos(), angles.sin()], 1);
    }
}

/// <summary>Residual block whose second normalisation is scaled and shifted by the moment (time and caption).</summary>
internal sealed class TimedBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly ChannelNorm norm1, norm2;
    private readonly Conv2d first, second;
    private readonly Conv2d? skip;
    private readonly Linear moment;

    public TimedBlock(int from, int to) : base(nameof(TimedBlock))
    {
        norm1 = new ChannelNorm(from);
        norm2 = new ChannelNorm(to);
        first = Conv2d(from, to, 3, padding: 1);
        second = Conv2d(to, to, 3, padding: 1);
        moment = Linear(PictureShape.TimeWidth, 2 * to);
        if (from != to) skip = Conv2d(from, to, 1);
        using (no_grad()) second.weight.mul_(0.2f);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor at)
    {
        var parts = moment.forward(at).unsqueeze(2).unsqueeze(3).chunk(2, 1);
        var y = norm2.forward(first.forward(functional.silu(norm1.forward(x)))) * (parts[0] + 1) + parts[1];
        return (skip is null ? x : skip.forward(x)) + second.forward(functional.silu(y));
    }
}

/// <summary>Attention of every place to every place, then to the caption, then a feed-forward layer.</summary>
internal sealed class CaptionBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2, norm3;
    private readonly Linear own, ownMixed, queries, keysValues, mixed, wide, narrow;

    public CaptionBlock(int width) : base(nameof(CaptionBlock))
    {
        norm1 = LayerNorm(width);
        norm2 = LayerNorm(width);
        norm3 = LayerNorm(width);
        own = Linear(width, 3 * width);
        ownMixed = Linear(width, width);
        queries = Linear(width, width);
        keysValues = Linear(PictureShape.TextWidth, 2 * width);
        mixed = Linear(width, width);
        wide = Linear(width, 3 * width);
        narrow = Linear(3 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor states)
    {
        long n = x.shape[0], c = x.shape[1], h = x.shape[2], w = x.shape[3];
        var y = x.permute(0, 2, 3, 1).reshape(n, h * w, c);
        var parts = own.forward(norm1.forward(y)).chunk(3, 2);
        y = y + ownMixed.forward(Attention.Of(parts[0], parts[1], parts[2]));
        var seen = keysValues.forward(states).chunk(2, 2);
        y = y + mixed.forward(Attention.Of(queries.forward(norm2.forward(y)), seen[0], seen[1]));
        y = y + narrow.forward(functional.silu(wide.forward(norm3.forward(y))));
        return y.reshape(n, h, w, c).permute(0, 3, 1, 2);
    }
}
