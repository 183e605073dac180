using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Torch;

/// <summary>
/// Muon's direction (Jordan 2024; scale by Liu et al., arXiv:2502.16982): momentum whose singular values are all brought near 1,
/// so that no direction of a weight matrix is left behind. On few tokens it learns faster than AdamW does.
/// </summary>
public static class Muon
{
    // Kept for good: TorchSharp reads the handle of a number that it made on the way and lets the collector free it, now and then before torch has read it.
    private static readonly Scalar One = 1, Momentum = 0.95, Tiny = 1e-7, First = 3.4445, Third = -4.7750, Fifth = 2.0315;

    /// <param name="gradient">float32 [rows, columns]</param>
    /// <param name="momentum">float32, same shape, updated in place</param>
    /// <param name="blocks">matrices stacked along the rows, each treated on its own</param>
    /// <returns>float32 [rows, columns], of the size an AdamW step has before the learning rate</returns>
    public static Tensor Direction(Tensor gradient, Tensor momentum, int blocks)
    {
        momentum.mul_(Momentum).add_(gradient, One);
        var ahead = gradient.add(momentum, Momentum);
        using Scalar size = 0.2 * Math.Sqrt(Math.Max(gradient.shape[0] / blocks, gradient.shape[1]));
        return cat([.. ahead.chunk(blocks, 0).Select(block => Orthogonal(block).mul(size))], 0);
    }

    /// <summary>U V^T of the matrix U S V^T, roughly: five steps of a quintic Newton-Schulz iteration, in bfloat16.</summary>
    private static Tensor Orthogonal(Tensor matrix)
    {
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = matrix.div(matrix.norm().add(Tiny)).to(ScalarType.BFloat16);
        if (tall) x = x.t();
        x = x.contiguous();
        for (var step = 0; step < 5; step++)
        {
            var square = x.matmul(x.t());
            var mixed = square.mul(Third).add(square.matmul(square), Fifth);
            x = mixed.matmul(x).add(x, First);
        }
        return (tall ? x.t() : x).to(ScalarType.Float32).contiguous();
    }
}
