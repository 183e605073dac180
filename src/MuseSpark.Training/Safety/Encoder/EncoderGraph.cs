using System.Numerics.Tensors;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Onnx.Writing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MuseSpark.Training.Safety.Encoder;

/// <summary>
/// Writes the encoder as ONNX, from pieces (b, l) to scores (b, c), its matrices and its table of pieces in bytes. Scores are the
/// categories' calibrated chances, the likeliest of them raised to the chance of anything at all.
/// </summary>
internal sealed class EncoderGraph
{
    /// <summary>Power by which the chance of anything goes to the likeliest category and little of it to others.</summary>
    public const int Share = 3;

    private const float Nothing = -1e4f;

    private readonly GraphBuilder _graph = new("spark-safety");
    private readonly SafetyEncoder _net;

    private EncoderGraph(SafetyEncoder net) => _net = net;

    public static void Write(SafetyEncoder net, IReadOnlyList<Platt> calibration, string path)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        new EncoderGraph(net).Write(calibration, path);
    }

    private void Write(IReadOnlyList<Platt> calibration, string path)
    {
        var pieces = _graph.Input(EncoderModel.Pieces, OnnxType.Int32, "b", "l");
        var there = _graph.Node("Cast", [pieces], ("to", (long)OnnxType.Bool));
        var mask = _graph.Node("Cast", [there], ("to", (long)OnnxType.Int32));
        var length = _graph.Node("Slice", [_graph.Node("Shape", [pieces]), _graph.Longs(1), _graph.Longs(2)]);
        var positions = _graph.Node("Slice", [_graph.Weight("positions", Floats(_net.positions), SafetyEncoder.Positions, MiniLm.Width), _graph.Longs(0), length, _graph.Longs(0)]);
        var x = _graph.Node("Add", [Picked(pieces), positions]);
        x = _graph.Node("LayerNormalization", [x, .. Norm(_net.norm, "norm")], ("axis", -1L), ("epsilon", (float)SafetyEncoder.Epsilon));
        for (var i = 0; i < _net.layers.Count; i++) x = Layer(_net.layers[i], $"layer{i}", x, mask);

        // Mean and strongest of what is there.
        var shown = _graph.Node("Unsqueeze", [_graph.Node("Cast", [mask], ("to", (long)OnnxType.Float)), _graph.Longs(-1)]);
        var mean = _graph.Node("Div", [Sum(_graph.Node("Mul", [x, shown])), Sum(shown)]);
        var hidden = _graph.Node("Mul", [_graph.Node("Sub", [shown, _graph.Float(1)]), _graph.Float(-Nothing)]);
        var strongest = _graph.Node("ReduceMax", [_graph.Node("Add", [x, hidden]), _graph.Longs(1)], ("keepdims", 0L));
        var (weight, bias) = _net.Head;
        var (average, highest) = (weight[TensorIndex.Colon, TensorIndex.Slice(0, MiniLm.Width)].t(), weight[TensorIndex.Colon, TensorIndex.Slice(MiniLm.Width)].t());
        var logits = _graph.Node("MatMul", [_graph.Node("Concat", [mean, strongest], ("axis", 1L)), _graph.Weight("head", Floats(weight.t()), 2 * MiniLm.Width, SafetyExample.Outputs)]);
        logits = _graph.Node("Add", [logits, _graph.Weight("head_bias", Floats(bias), SafetyExample.Outputs)]);
        _graph.Output(EncoderModel.Scores, Scores(logits, calibration), OnnxType.Float, "b", SafetyExample.Outputs - 1);

        // What each piece adds: its part of the mean, and all of what it is the strongest in.
        var ofMean = _graph.Node("Div", [_graph.Node("MatMul", [x, _graph.Weight("head_mean", Floats(average), MiniLm.Width, SafetyExample.Outputs)]), _graph.Node("Unsqueeze", [Sum(shown), _graph.Longs(1)])]);
        var isStrongest = _graph.Node("Cast", [_graph.Node("Equal", [x, _graph.Node("Unsqueeze", [strongest, _graph.Longs(1)])])], ("to", (long)OnnxType.Float));
        var ofStrongest = _graph.Node("MatMul", [_graph.Node("Mul", [x, isStrongest]), _graph.Weight("head_strongest", Floats(highest), MiniLm.Width, SafetyExample.Outputs)]);
        var added = _graph.Node("Split", [_graph.Node("Add", [ofMean, ofStrongest]), _graph.Longs(SafetyExample.Outputs - 1, 1)], ["added", "added_any"], ("axis", 2L));
        _graph.Output(EncoderModel.Shares, _graph.Node("Add", [added[0], added[1]]), OnnxType.Float, "b", "l", SafetyExample.Outputs - 1);
        _graph.Save(path);

        string Sum(string values) => _graph.Node("ReduceSum", [values, _graph.Longs(1)], ("keepdims", 0L));
    }

    private string Layer(EncoderLayer layer, string name, string x, string mask)
    {
        var seen = _graph.Node("com.microsoft.MultiHeadAttention",
            [Product(x, layer.query, name + ".query"), Product(x, layer.key, name + ".key"), Product(x, layer.value, name + ".value"), "", mask], ("num_heads", (long)MiniLm.Heads));
        x = Normalised(Product(seen, layer.mixed, name + ".mixed"), x, layer.norm1, name + ".norm1");
        var wide = _graph.Node("com.microsoft.FastGelu", [Product(x, layer.wide, name + ".wide")]);
        return Normalised(Product(wide, layer.narrow, name + ".narrow"), x, layer.norm2, name + ".norm2");
    }

    /// <summary>
    /// norm(x + skip). ONNX Runtime's SkipLayerNormalization takes eight times as long as LayerNormalization, and it puts the one for Add and the other; for Sum
    /// it doesn't.
    /// </summary>
    private string Normalised(string x, string skip, LayerNorm norm, string name) =>
        _graph.Node("LayerNormalization", [_graph.Node("Sum", [x, skip]), .. Norm(norm, name)], ("axis", -1L), ("epsilon", (float)SafetyEncoder.Epsilon));

    private string[] Norm(LayerNorm norm, string name) =>
        [_graph.Weight(name, Floats(norm.weight!), MiniLm.Width), _graph.Weight(name + "_bias", Floats(norm.bias!), MiniLm.Width)];

    /// <summary>
    /// x W' + bias in whole numbers: ONNX Runtime rounds x to bytes, and W is rounded to 7 bits by rows, because processors without VNNI
    /// add two products in 16 bits.
    /// </summary>
    private string Product(string x, Linear linear, string name)
    {
        const int largest = 63;
        var (outputs, inputs) = ((int)linear.weight.shape[0], (int)linear.weight.shape[1]);
        var values = Floats(linear.weight);
        var (turned, scales) = (new sbyte[values.Length], new float[outputs]);
        for (var o = 0; o < outputs; o++)
        {
            var row = values.AsSpan(o * inputs, inputs);
            var scale = scales[o] = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude<float>(row)) / largest, float.Epsilon);
            for (var i = 0; i < inputs; i++) turned[i * outputs + o] = (sbyte)MathF.Round(row[i] / scale);
        }
        return _graph.Node("com.microsoft.DynamicQuantizeMatMul",
            [x, _graph.Weight(name, turned, inputs, outputs), _graph.Weight(name + ".scale", scales, outputs), "", _graph.Weight(name + ".bias", Floats(linear.bias!), outputs)]);
    }

    /// <summary>The rows of the table of pieces, in int8 with a scale for each in float16.</summary>
    private string Picked(string pieces)
    {
        var (table, scales) = Int8Rows.Of(Floats(_net.words.weight!), MiniLm.Width);
        var picked = _graph.Node("Cast", [_graph.Node("Gather", [_graph.Weight("pieces_table", table, scales.Length, MiniLm.Width), pieces])], ("to", (long)OnnxType.Float));
        var scale = _graph.Node("Cast", [_graph.Node("Gather", [_graph.Weight("pieces_scale", scales, scales.Length, 1), pieces])], ("to", (long)OnnxType.Float));
        return _graph.Node("Mul", [picked, scale]);
    }

    private string Scores(string logits, IReadOnlyList<Platt> calibration)
    {
        logits = _graph.Node("Mul", [logits, _graph.Weight("slope", calibration.Select(p => p.Slope).ToArray(), SafetyExample.Outputs)]);
        logits = _graph.Node("Add", [logits, _graph.Weight("shift", calibration.Select(p => p.Shift).ToArray(), SafetyExample.Outputs)]);
        var chances = _graph.Node("Split", [_graph.Node("Sigmoid", [logits]), _graph.Longs(SafetyExample.Outputs - 1, 1)], ["chances", "any"], ("axis", 1L));
        var highest = _graph.Node("ReduceMax", [chances[0], _graph.Longs(1)], ("keepdims", 1L));
        var shares = _graph.Node("Pow", [_graph.Node("Div", [chances[0], highest]), _graph.Float(Share)]);
        return _graph.Node("Max", [chances[0], _graph.Node("Mul", [shares, chances[1]])]);
    }

    private static float[] Floats(TorchSharp.torch.Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
