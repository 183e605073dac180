using MuseSpark.Training.Text.Kernels;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Text;

/// <summary>
/// The decoder with its gradient written out, because autograd over torch's own attention and SwiGLU costs three times as long
/// on a CPU (see README). M = batch * length, D = width, F = inner, V = vocabulary. All activations are bfloat16.
/// One instance per worker: the weights are shared, the gradients are its own.
/// </summary>
public sealed class TextModel
{
    private readonly TextModelShape _shape;
    private readonly Layer[] _layers;
    private readonly Weight _embedding, _norm;
    private readonly Heads _heads;

    public TextModel(TextModelShape shape, ParameterSet parameters)
    {
        _shape = shape;
        Gradient = zeros(parameters.Length, ScalarType.BFloat16).DetachFromDisposeScope();
        var values = parameters.Views(parameters.Half);
        var gradients = parameters.Views(Gradient);
        Weight Get(string name) => new(values[name], gradients[name]);
        _embedding = Get("embedding");
        _norm = Get("norm");
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(l => new Layer(
            Get($"{l}.attentionNorm"), Get($"{l}.qkv"), Get($"{l}.attentionOut"), Get($"{l}.feedNorm"), Get($"{l}.gateUp"), Get($"{l}.down")))];
        _heads = new Heads(shape.Heads, shape.Context, TextModelShape.RopeTheta);
    }

    /// <summary>bfloat16, laid out as <see cref="ParameterSet.Half"/>; the optimizer reads and clears it.</summary>
    public Tensor Gradient { get; }

    /// <summary>Forward only. Tokens are <paramref name="batch"/> rows of equal length, a multiple of 16.</summary>
    /// <returns>bfloat16 [M, V]</returns>
    public Tensor Logits(ReadOnlySpan<int> tokens, int batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (hidden, _) = Forward(tokens, tokens.Length / batch);
        return hidden.matmul(_embedding.Value.t()).MoveToOuterDisposeScope();
    }

    /// <summary>Sum of the cross entropy over the targets that count, without a gradient.</summary>
    public double Loss(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, int batch)
    {
        using var logits = Logits(tokens, batch);
        return CrossEntropy.InPlace(logits, targets, 1);
    }

    /// <summary>One pass forward and back; fills <see cref="Gradient"/> with that of (sum of cross entropies) * scale.</summary>
    /// <returns>The sum of cross entropies.</returns>
    public double LossAndGradient(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, int batch, float scale)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var length = tokens.Length / batch;
        var (hidden, steps) = Forward(tokens, length);
        var logits = hidden.matmul(_embedding.Value.t());
        var loss = CrossEntropy.InPlace(logits, targets, scale);

        _embedding.Accumulate(logits, hidden);
        var dHidden = logits.matmul(_embedding.Value);
        logits.Dispose();
        var dx = zeros_like(dHidden);
        RmsNorm.Backward(steps[^1].Output, _norm.Value, dHidden, dx, _norm.Gradient);
        for (var l = _layers.Length - 1; l >= 0; l--) Backward(_layers[l], steps[l], dx, length);
        Embedding.Backward(dx, tokens, _embedding.Gradient);
        return loss;
    }

    private (Tensor Hidden, Activations[] Steps) Forward(ReadOnlySpan<int> tokens, int length)
    {
        if (length % Bf16.Lanes != 0 || length > _shape.Context)
            throw new ArgumentException($"Length {length} must be a multiple of {Bf16.Lanes} and at most {_shape.Context}.");
        var x = Embedding.Forward(_embedding.Value, tokens);                   // [M, D]
        var steps = new Activations[_layers.Length];
        for (var l = 0; l < _layers.Length; l++)
        {
            var w = _layers[l];
            var input = x;
            var normed = RmsNorm.Forward(input, w.AttentionNorm.Value);
            using var packed = normed.matmul(w.Qkv.Value.t());                 // [M, 3D]
            var (q, k, v) = _heads.Split(packed, length);                      // [B H, T, 32]
            var probabilities = q.bmm(k.transpose(1, 2));                      // [B H, T, T]
            CausalSoftmax.InPlace(probabilities);
            using var perHead = probabilities.bmm(v);
            var merged = _heads.Merge(perHead, length);                        // [M, D]
            var middle = addmm(input, merged, w.AttentionOut.Value.t(), 1, 1);
            var feedNormed = RmsNorm.Forward(middle, w.FeedNorm.Value);
            var gateUp = feedNormed.matmul(w.GateUp.Value.t());                // [M, 2F]
            var inner = SwiGlu.Forward(gateUp);                                // [M, F]
            x = addmm(middle, inner, w.Down.Value.t(), 1, 1);
            steps[l] = new(input, normed, q, k, v, probabilities, merged, middle, feedNormed, gateUp, inner, x);
        }
        return (RmsNorm.Forward(x, _norm.Value), steps);
    }

    /// <summary>Takes dL/d output in <paramref name="dx"/> and leaves dL/d input there.</summary>
    private void Backward(Layer w, Activations a, Tensor dx, int length)
    {
        using var scope = NewDisposeScope();
        w.Down.Accumulate(dx, a.Inner);
        var dGateUp = SwiGlu.Backward(a.GateUp, dx.matmul(w.Down.Value));
        w.GateUp.Accumulate(dGateUp, a.FeedNormed);
        RmsNorm.Backward(a.Middle, w.FeedNorm.Value, dGateUp.matmul(w.GateUp.Value), dx, w.FeedNorm.Gradient);

        w.AttentionOut.Accumulate(dx, a.Merged);
        var dOut = _heads.Unmerge(dx.matmul(w.AttentionOut.Value), length);    // [B H, T, 32]
        var dv = a.Probabilities.transpose(1, 2).bmm(dOut);
        var dScores = dOut.bmm(a.Value.transpose(1, 2));                       // [B H, T, T]
        CausalSoftmax.BackwardInPlace(a.Probabilities, dScores);
        var dq = dScores.bmm(a.Key);
        var dk = dScores.transpose(1, 2).bmm(a.Query);
        var dPacked = _heads.SplitBackward(dq, dk, dv, length);
        w.Qkv.Accumulate(dPacked, a.Normed);
        RmsNorm.Backward(a.Input, w.AttentionNorm.Value, dPacked.matmul(w.Qkv.Value), dx, w.AttentionNorm.Gradient);
    }

    private sealed record Weight(Tensor Value, Tensor Gradient)
    {
        /// <summary>For y = x W^T: dW = dy^T x.</summary>
        public void Accumulate(Tensor outGradient, Tensor input)
        {
            using var product = outGradient.t().matmul(input);
            Gradient.copy_(product);
        }
    }

    private sealed record Layer(Weight AttentionNorm, Weight Qkv, Weight AttentionOut, Weight FeedNorm, Weight GateUp, Weight Down);

    private sealed record Activations(
        Tensor Input, Tensor Normed, Tensor Query, Tensor Key, Tensor Value, Tensor Probabilities, Tensor Merged,
        Tensor Middle, Tensor FeedNormed, Tensor GateUp, Tensor Inner, Tensor Output);
}
