using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Fills a wider denoiser from the weights of a narrower one that does almost the same (Net2Net, Chen et al., arXiv:1511.05641): every
/// added channel copies an old one of its normalisation group, and what reads the two takes half of each. A little
/// noise tells the copies apart. So training goes on in a larger model where it was in the smaller one.
/// </summary>
internal static class Widening
{
    private const float Noise = 0.03f;

    /// <summary>The shape that a parameter had when the fine width was <paramref name="old"/>.</summary>
    public static long[] Before(long[] shape, int old) => [.. shape.Select(size => Parts(size) is 0 ? size : Parts(size) * old)];

    /// <summary>A parameter of shape <paramref name="to"/> made from one of the older width.</summary>
    public static Tensor Of(Tensor narrow, long[] to, int old)
    {
        if (!to.Take(2).Any(size => Parts(size) > 0)) return narrow;
        var wide = narrow;
        for (var axis = 0; axis < Math.Min(2, to.Length); axis++)
        {
            if (Parts(to[axis]) is 0) continue;
            var sources = Sources(Parts(to[axis]), old);
            wide = wide.index_select(axis, tensor(sources));
            if (axis == 0) continue;
            var shares = sources.Select(s => 1f / sources.Count(other => other == s)).ToArray();
            wide = wide * tensor(shares).reshape([1, shares.Length, .. Enumerable.Repeat(1L, to.Length - 2)]);
        }
        return to.Length < 2 ? wide : wide + randn_like(wide) * (wide.std() * Noise);
    }

    /// <summary>How many times the fine width a size is, of what one block reads or writes; 0 for a size that does not depend on it.</summary>
    private static int Parts(long size) => size is PictureShape.FineWidth or 2 * PictureShape.FineWidth ? (int)(size / PictureShape.FineWidth) : 0;

    /// <summary>For every new channel the old one of its normalisation group that it copies, part by part.</summary>
    private static long[] Sources(int parts, int old)
    {
        const int width = PictureShape.FineWidth, groups = PictureShape.NormGroups;
        var (oldGroup, newGroup) = (old / groups, width / groups);
        return [.. Enumerable.Range(0, parts * width).Select(i => (long)(i / width * old + i % width / newGroup * oldGroup + i % width % newGroup % oldGroup))];
    }
}
