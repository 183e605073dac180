using MuseSpark.Training.Image;
using static TorchSharp.torch;

namespace MuseSpark.Training.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class WideningTests
{
    private const int Narrow = 64, Wide = PictureShape.FineWidth;

    [Fact]
    public void What_reads_the_wider_channels_gets_nearly_what_it_got()
    {
        manual_seed(1);
        using Tensor first = randn(Narrow, 10), second = randn(20, 2 * Narrow), input = randn(10);
        using var before = second.matmul(Twice(first, input));

        using Tensor widerFirst = Widening.Of(first, [Wide, 10], Narrow), widerSecond = Widening.Of(second, [20, 2 * Wide], Narrow);
        using var after = widerSecond.matmul(Twice(widerFirst, input));

        // Three percent of noise tell the copies apart; a channel that is read as another one would be off by as much as there is.
        Assert.InRange(((after - before).norm() / before.norm()).item<float>(), 1e-4f, 0.1f);
    }

    [Fact]
    public void A_channel_copies_one_of_its_normalisation_group_and_what_knows_no_width_stays()
    {
        using Tensor bias = arange(Narrow, ScalarType.Float32), other = randn(7, 5);
        var wide = Widening.Of(bias, [Wide], Narrow).data<float>().ToArray();
        Assert.Equal(Narrow, wide.Distinct().Count());
        Assert.All(wide.Index(), channel => Assert.Equal(channel.Index * PictureShape.NormGroups / Wide, (int)channel.Item * PictureShape.NormGroups / Narrow));
        Assert.Same(other, Widening.Of(other, [7, 5], Narrow));
    }

    /// <summary>Two parts one behind the other, as where a block reads what an earlier one kept.</summary>
    private static Tensor Twice(Tensor matrix, Tensor input)
    {
        var part = matrix.matmul(input).relu();
        return cat([part, part * 2]);
    }
}
