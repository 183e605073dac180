using MuseSpark.Training.Text.Kernels;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Text;

/// <summary>The same decoder in float32 with torch's own operations and autograd: slow, and the judge of the fast one.</summary>
public sealed class PlainTextModel(TextModelShape shape, ParameterSet parameters)
{
    private readonly Dictionary<string, Tensor> _weights = parameters.Parameters.ToDictionary(
        p => p.Name, p => ParameterSet.View(parameters.Master, p).clone().requires_grad_().DetachFromDisposeScope());

    /// <summary>float32 [batch, length, V]</summary>
    public Tensor Logits(ReadOnlySpan<int> tokens, int batch)
    {
        long length = tokens.Length / batch, size = TextModelShape.HeadSize;
        var ids = tensor(tokens.ToArray().Select(t => (long)t).ToArray()).view(batch, length);
        var half = pow(TextModelShape.RopeTheta, arange(0, size, 2, ScalarType.Float32) / -size);
        var angle = arange(length, ScalarType.Float32).unsqueeze(1) * half;
        Tensor cos = cat([angle.cos(), angle.cos()], 1), sin = cat([angle.sin(), angle.sin()], 1);
        var mask = full(length, length, float.NegativeInfinity).triu(1);

        var x = _weights["embedding"].index_select(0, ids.view(-1)).view(batch, length, shape.Width);
        for (var l = 0; l < shape.Layers; l++)
        {
            var packed = Normed(x, $"{l}.attentionNorm").matmul(_weights[$"{l}.qkv"].t());
            var heads = packed.view(batch, length, 3, shape.Heads, size).permute(2, 0, 3, 1, 4);
            Tensor q = Turned(heads[0]), k = Turned(heads[1]);
            var weights = (q.matmul(k.transpose(2, 3)) / Math.Sqrt(size) + mask).softmax(-1);
            var merged = weights.matmul(heads[2]).transpose(1, 2).reshape(batch, length, shape.Width);
            x = x + merged.matmul(_weights[$"{l}.attentionOut"].t());
            var gateUp = Normed(x, $"{l}.feedNorm").matmul(_weights[$"{l}.gateUp"].t()).chunk(2, -1);
            x = x + (nn.functional.silu(gateUp[0]) * gateUp[1]).matmul(_weights[$"{l}.down"].t());
        }
        return Normed(x, "norm").matmul(_weights["embedding"].t());

        Tensor Turned(Tensor v) => v * cos + cat([-v.narrow(3, size / 2, size / 2), v.narrow(3, 0, size / 2)], 3) * sin;
    }

    public double LossAndGradient(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, int batch, float scale)
    {
        using var logits = Logits(tokens, batch).view(-1, shape.Vocabulary);
        var wanted = tensor(targets.ToArray().Select(t => (long)t).ToArray());
        using var loss = nn.functional.cross_entropy(logits, wanted, ignore_index: CrossEntropy.Ignored, reduction: nn.Reduction.Sum);
        (loss * scale).backward();
        return loss.item<float>();
    }

    public Tensor Gradient(string name) => _weights[name].grad ?? throw new InvalidOperationException($"No gradient for {name} yet.");

    private Tensor Normed(Tensor x, string weight) => x * rsqrt((x * x).mean([-1], true) + RmsNorm.Epsilon) * _weights[weight];
}
