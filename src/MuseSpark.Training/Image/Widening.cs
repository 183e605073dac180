using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Fills a wider denoiser from the weights of a narrower one that does almost the same (Net2Net, Chen et al., arXiv:1511.05641): every
/// added channel copies an old one of its normalisation group or attention head, and what reads the two takes half of each. A little
/// noise tells the copies apart. So training goes on in a larger model where it was in the smaller one.
/// </summary>
internal static class Widening
{
    private const float Noise = 0.03f;

    /// <summary>The shape that a parameter had when the coarse width was <paramref name="old"/>.</summary>
    public static long[] Before(long[] shape, int old) => [.. shape.Select(size => Parts(size) is 0 ? size : Parts(size) * old)];

    /// <summary>A parameter of shape <paramref name="to"/> made from one of the older width.</summary>
    public static Tensor Of(string name, Tensor narrow, long[] to, int old)
    {
        var wide = narrow;
        for (var axis = 0; axis < Math.Min(2, to.Length); axis++)
        {
            if (Parts(to[axis]) is 0) continue;
            var sources = Sources(Parts(to[axis]), old, byHead: IsAttentionInside(name, axis));
            wide = wide.index_select(axis, tensor(sources));
            if (axis == 0) continue;
            var shares = sources.Select(s => 1f / sources.Count(other => other == s)).ToArray();
            wide = wide * tensor(shares).reshape([1, shares.Length, .. Enumerable.Repeat(1L, to.Length - 2)]);
        }
        return to.Length < 2 ? wide : wide + randn_like(wide) * (wide.std() * Noise);
    }

    /// <summary>How many times the coarse width a size is; 0 for a size that does not depend on it.</summary>
    private static int Parts(long size) => size % PictureShape.CoarseWidth == 0 ? (int)(size / PictureShape.CoarseWidth) : 0;

    /// <summary>For every new channel the old one it copies, part by part.</summary>
    private static long[] Sources(int parts, int old, bool byHead)
    {
        const int width = PictureShape.CoarseWidth, groups = PictureShape.NormGroups;
        var (oldGroup, newGroup) = (old / groups, width / groups);
        long[] one = byHead
            ? [.. Enumerable.Range(0, width).Select(i => (long)(i % old))]
            : [.. Enumerable.Range(0, width).Select(i => (long)(i / newGroup * oldGroup + i % newGroup % oldGroup))];
        return [.. Enumerable.Range(0, parts).SelectMany(part => one.Select(i => part * old + i))];
    }

    /// <summary>Queries, keys and values are ordered by heads of 32, everything else by normalisation groups.</summary>
    private static bool IsAttentionInside(string name, int axis)
    {
        var layer = name.Split('.')[^2];
        return axis == 0 ? layer is "own" or "queries" or "keysValues" : layer is "ownMixed" or "mixed";
    }
}
