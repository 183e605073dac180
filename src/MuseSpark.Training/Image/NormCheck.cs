using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Compares the group normalisation kernel with torch's float32 one: values, all three gradients, and speed.</summary>
public static class NormCheck
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        options.RejectUnknown();
        PictureRun.Start(threads: 1);
        foreach (var (channels, edge) in new[] { ((long)PictureShape.FineWidth, 16L), (2L * PictureShape.FineWidth, 16L), ((long)PictureShape.CoarseWidth, 8L), (2L * PictureShape.CoarseWidth, 8L) })
        {
            using var scope = NewDisposeScope();
            var x = randn(4, edge, edge, channels).mul(2).add(0.5).to(ScalarType.BFloat16).permute(0, 3, 1, 2);
            var (w, b) = ((randn(channels) + 1).to(ScalarType.BFloat16), randn(channels).to(ScalarType.BFloat16));
            var dy = randn(4, edge, edge, channels).to(ScalarType.BFloat16).permute(0, 3, 1, 2);
            var fast = Gradients(ScalarType.BFloat16, x, w, b, dy, (i, j, k) => GroupNormFunction.apply(i, j, k));
            var plain = Gradients(ScalarType.Float32, x, w, b, dy, (i, j, k) => nn.functional.group_norm(i, PictureShape.NormGroups, j, k));
            var cosines = fast.Zip(plain, (f, p) => (f.flatten().dot(p.flatten()) / (f.norm() * p.norm())).item<float>()).ToArray();
            var ratios = fast.Zip(plain, (f, p) => (f.norm() / p.norm()).item<float>()).ToArray();
            Console.WriteLine($"{channels} channels: cosines y, dx, dw, db {string.Join(' ', cosines.Select(c => c.ToString("F5")))}; norms {string.Join(' ', ratios.Select(r => r.ToString("F4")))}");
            if (cosines.Any(c => !(c > 0.999)) || ratios.Any(r => Math.Abs(r - 1) > 0.01)) throw new InvalidOperationException("The kernel disagrees with torch.");
        }
    }

    private static Tensor[] Gradients(ScalarType type, Tensor x, Tensor w, Tensor b, Tensor dy, Func<Tensor, Tensor, Tensor, Tensor> norm)
    {
        Tensor[] leaves = [.. new[] { x, w, b }.Select(t => t.detach().to(type).clone().requires_grad_())];
        var y = norm(leaves[0], leaves[1], leaves[2]);
        y.backward([dy.to(type)]);
        return [.. new[] { y.detach() }.Concat(leaves.Select(l => l.grad!)).Select(t => t.to(ScalarType.Float32))];
    }
}
