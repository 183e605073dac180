using MuseSpark.Inference.Onnx.Writing;
using MuseSpark.Training.Text;
using MuseSpark.Training.Text.Kernels;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

/// <summary>
/// The decoder as an ONNX graph with a key/value cache: s new tokens after p cached ones. Positions are fed, so left padding
/// works; masked keys get a score of -1e9.
/// </summary>
public sealed class TextGraph
{
    private readonly GraphBuilder _graph = new("spark-text");
    private readonly TextModelShape _shape;
    private readonly Dictionary<string, Tensor> _weights;
    private readonly IGraphMatrices _matrices;

    /// <param name="int8">Keeps the matrices in bytes instead of halves; what is computed between them stays float32.</param>
    public TextGraph(TextModelShape shape, ParameterSet parameters, bool int8 = false)
    {
        _shape = shape;
        _weights = parameters.Views(parameters.Master);
        _matrices = int8 ? new Int8Matrices(_graph, _weights) : new HalfMatrices(_graph, _weights);
    }

    public void Save(string path)
    {
        const long size = TextModelShape.HeadSize;
        var ids = _graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        var mask = _graph.Input("attention_mask", OnnxType.Int64, "batch", "total");
        var positions = _graph.Input("position_ids", OnnxType.Int64, "batch", "sequence");
        var past = Enumerable.Range(0, _shape.Layers).Select(l => (
            Key: _graph.Input($"past_key_values.{l}.key", OnnxType.Float, "batch", (long)_shape.Heads, "past", size),
            Value: _graph.Input($"past_key_values.{l}.value", OnnxType.Float, "batch", (long)_shape.Heads, "past", size))).ToArray();

        var (cos, sin) = Rotation(positions);
        var bias = AttentionBias(mask, ids);
        var x = _matrices.Rows("embedding", ids);
        for (var l = 0; l < _shape.Layers; l++)
        {
            var (attended, key, value) = Attention(l, Norm(x, $"{l}.attentionNorm"), past[l], cos, sin, bias);
            x = Node("Add", x, attended);
            x = Node("Add", x, FeedForward(l, Norm(x, $"{l}.feedNorm")));
            _graph.Output($"present.{l}.key", key, OnnxType.Float, "batch", (long)_shape.Heads, "total", size);
            _graph.Output($"present.{l}.value", value, OnnxType.Float, "batch", (long)_shape.Heads, "total", size);
        }
        var logits = _matrices.Product(Norm(x, "norm"), "embedding");
        _graph.Output("logits", logits, OnnxType.Float, "batch", "sequence", (long)_shape.Vocabulary);
        _graph.Save(path);
    }

    /// <summary>Rows of the cosine and sine tables for the positions asked for, [batch, 1, s, 32].</summary>
    private (string Cos, string Sin) Rotation(string positions)
    {
        const int size = TextModelShape.HeadSize;
        var angle = arange(_shape.Context, ScalarType.Float64).unsqueeze(1) * pow(TextModelShape.RopeTheta, arange(0, size, 2, ScalarType.Float64) / -size);
        string Rows(string name, Tensor half)
        {
            using var both = cat([half, half], 1).to(ScalarType.Float32).contiguous();
            var table = _graph.Weight(name, both.data<float>().ToArray(), _shape.Context, size);
            return Node("Unsqueeze", Node("Gather", table, positions), _graph.Longs(1));
        }
        return (Rows("rotation.cos", angle.cos()), Rows("rotation.sin", angle.sin()));
    }

    /// <summary>0 where a query may look, -1e9 where the key lies ahead of it or is padding: [batch, 1, s, p + s].</summary>
    private string AttentionBias(string mask, string ids)
    {
        string Length(string value) => Node("Gather", _graph.Node("Shape", [value]), _graph.Long(1));
        var (total, own) = (Length(mask), Length(ids));
        var keys = Node("Range", _graph.Long(0), total, _graph.Long(1));
        var queries = Node("Range", Node("Sub", total, own), total, _graph.Long(1));
        var causal = Node("LessOrEqual", Node("Unsqueeze", keys, _graph.Longs(0)), Node("Unsqueeze", queries, _graph.Longs(1)));   // [s, p + s]
        var real = Node("Unsqueeze", _graph.Node("Cast", [mask], ("to", (long)OnnxType.Bool)), _graph.Longs(1, 2));                // [b, 1, 1, p + s]
        return Node("Where", Node("And", real, causal), _graph.Float(0), _graph.Float(-1e9f));
    }

    private (string Out, string Key, string Value) Attention(int l, string x, (string Key, string Value) past, string cos, string sin, string bias)
    {
        const long size = TextModelShape.HeadSize;
        var packed = Node("Reshape", _matrices.Product(x, $"{l}.qkv"), _graph.Longs(0, 0, 3, _shape.Heads, size));
        var heads = _graph.Node("Transpose", [packed], ("perm", new long[] { 2, 0, 3, 1, 4 }));   // [3, b, h, s, 32]
        string Part(long index) => _graph.Node("Gather", [heads, _graph.Long(index)], ("axis", 0L));

        var key = _graph.Node("Concat", [past.Key, Turn(Part(1), cos, sin)], ("axis", 2L));
        var value = _graph.Node("Concat", [past.Value, Part(2)], ("axis", 2L));
        var turnedKey = _graph.Node("Transpose", [key], ("perm", new long[] { 0, 1, 3, 2 }));
        var scores = Node("Mul", Node("MatMul", Turn(Part(0), cos, sin), turnedKey), _graph.Float(1 / MathF.Sqrt(size)));
        var weights = _graph.Node("Softmax", [Node("Add", scores, bias)], ("axis", -1L));
        var merged = _graph.Node("Transpose", [Node("MatMul", weights, value)], ("perm", new long[] { 0, 2, 1, 3 }));
        var flat = Node("Reshape", merged, _graph.Longs(0, 0, _shape.Width));
        return (_matrices.Product(flat, $"{l}.attentionOut"), key, value);
    }

    /// <summary>x cos + (-x2, x1) sin, with x = (x1, x2) split in the middle.</summary>
    private string Turn(string x, string cos, string sin)
    {
        var halves = _graph.Node("Split", [x], [x + ".first", x + ".second"], ("axis", -1L), ("num_outputs", 2L));
        var swapped = _graph.Node("Concat", [Node("Neg", halves[1]), halves[0]], ("axis", -1L));
        return Node("Add", Node("Mul", x, cos), Node("Mul", swapped, sin));
    }

    private string FeedForward(int l, string x)
    {
        var gateUp = _graph.Node("Split", [_matrices.Product(x, $"{l}.gateUp")], [$"{l}.gate", $"{l}.up"], ("axis", -1L), ("num_outputs", 2L));
        var gate = Node("Mul", gateUp[0], Node("Sigmoid", gateUp[0]));
        return _matrices.Product(Node("Mul", gate, gateUp[1]), $"{l}.down");
    }

    private string Norm(string x, string weight)
    {
        var mean = _graph.Node("ReduceMean", [Node("Mul", x, x), _graph.Longs(-1)], ("keepdims", 1L));
        var scale = Node("Sqrt", Node("Add", mean, _graph.Float(RmsNorm.Epsilon)));
        return Node("Mul", Node("Div", x, scale), _graph.Weight(weight, _weights[weight].data<float>().ToArray(), _shape.Width));
    }

    private string Node(string op, params string[] inputs) => _graph.Node(op, inputs);
}
