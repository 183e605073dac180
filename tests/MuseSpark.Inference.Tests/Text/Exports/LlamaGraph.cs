using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Tests.Text.Exports;

/// <summary>A Llama as published ONNX files have it, with its cache.</summary>
public sealed class LlamaGraph
{
    private readonly LlamaWeights _weights;
    private readonly LlamaShape _shape;
    private readonly GraphBuilder _graph = new("llama", producer: "MuseSpark.Tests");
    private readonly LlamaMatrices _matrices;

    /// <param name="bits">32 for floats, 8 or 4.</param>
    public LlamaGraph(LlamaWeights weights, int bits = 32)
    {
        (_weights, _shape) = (weights, weights.Shape);
        _matrices = new LlamaMatrices(_graph, weights, bits);
    }

    /// <summary>
    /// As optimum exports it: attention node by node, positions fed, caches joined with Concat. b = batch, s = new tokens, t = all tokens.
    /// </summary>
    public void SavePlain(string path)
    {
        long size = _shape.HeadSize, heads = _shape.Heads, kv = _shape.KvHeads;
        var ids = _graph.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length");
        var mask = _graph.Input("attention_mask", OnnxType.Int64, "batch_size", "total_sequence_length");
        var positions = _graph.Input("position_ids", OnnxType.Int64, "batch_size", "sequence_length");
        var past = Pasts();
        double[] angles = _weights.Angles();
        string Table(string name, Func<double, double> f)
        {
            var half = _graph.Weight(name, Array.ConvertAll(angles, a => (float)f(a)), _shape.Context, size / 2);
            var rows = Node("Gather", half, positions);
            return Node("Unsqueeze", _graph.Node("Concat", [rows, rows], ("axis", -1L)), _graph.Longs(1)); // [b, 1, s, d]
        }
        var (cos, sin) = (Table("cos", Math.Cos), Table("sin", Math.Sin));
        string Turn(string x)
        {
            var halves = _graph.Node("Split", [x], [x + ".first", x + ".second"], ("axis", -1L), ("num_outputs", 2L));
            var swapped = _graph.Node("Concat", [Node("Neg", halves[1]), halves[0]], ("axis", -1L));
            return Node("Add", Node("Mul", x, cos), Node("Mul", swapped, sin));
        }
        string Split(string x, long count) => _graph.Node("Transpose", [Node("Reshape", x, _graph.Longs(0, 0, count, size))], ("perm", new long[] { 0, 2, 1, 3 }));

        var bias = Bias(mask, ids);
        var x = Embedded(ids);
        for (var l = 0; l < _shape.Layers; l++)
        {
            var n = Norm(x, $"{l}.norm1");
            // One key-value head serves several heads: [b, kv, heads / kv, s, d] times [b, kv, 1, d, t].
            var q = Node("Reshape", Turn(Split(_matrices.Product(n, $"{l}.q"), heads)), _graph.Longs(0, kv, heads / kv, -1, size));
            var key = _graph.Node("Concat", [past[l].Key, Turn(Split(_matrices.Product(n, $"{l}.k"), kv))], ("axis", 2L));
            var value = _graph.Node("Concat", [past[l].Value, Split(_matrices.Product(n, $"{l}.v"), kv)], ("axis", 2L));
            Presents(l, key, value);
            var turned = Node("Unsqueeze", _graph.Node("Transpose", [key], ("perm", new long[] { 0, 1, 3, 2 })), _graph.Longs(2));
            var scores = Node("Mul", Node("MatMul", q, turned), _graph.Float(1 / MathF.Sqrt(size)));
            var attended = Node("MatMul", _graph.Node("Softmax", [Node("Add", scores, bias)], ("axis", -1L)), Node("Unsqueeze", value, _graph.Longs(2)));
            attended = _graph.Node("Transpose", [Node("Reshape", attended, _graph.Longs(0, heads, -1, size))], ("perm", new long[] { 0, 2, 1, 3 }));
            x = Node("Add", x, _matrices.Product(Node("Reshape", attended, _graph.Longs(0, 0, heads * size)), $"{l}.o"));
            x = Node("Add", x, FeedForward(l, Norm(x, $"{l}.norm2")));
        }
        Save(path, Norm(x, "norm"));
    }

    /// <summary>
    /// As the model builder of onnxruntime-genai exports it: GroupQueryAttention that turns positions itself and takes its lengths from the
    /// mask, queries, keys and values of one product, norms in one node.
    /// </summary>
    public void SaveGrouped(string path)
    {
        var ids = _graph.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length");
        var mask = _graph.Input("attention_mask", OnnxType.Int64, "batch_size", "total_sequence_length");
        var past = Pasts();
        string Int32(string x) => _graph.Node("Cast", [x], ("to", (long)OnnxType.Int32));
        var lastKeys = Int32(Node("Sub", Node("ReduceSum", mask, _graph.Longs(1)), _graph.Longs(1))); // seqlens_k [b, 1]
        var allKeys = Int32(Node("Gather", Node("Shape", mask), _graph.Long(1))); // total_sequence_length
        var angles = _weights.Angles();
        var cos = _graph.Weight("cos_cache", Array.ConvertAll(angles, a => (float)Math.Cos(a)), _shape.Context, _shape.HeadSize / 2);
        var sin = _graph.Weight("sin_cache", Array.ConvertAll(angles, a => (float)Math.Sin(a)), _shape.Context, _shape.HeadSize / 2);

        var x = Embedded(ids);
        var n = _graph.Node("SimplifiedLayerNormalization", [x, Ones("0.norm1")], ("axis", -1L), ("epsilon", LlamaShape.Epsilon), ("stash_type", 1L));
        for (var l = 0; l < _shape.Layers; l++)
        {
            var outputs = _graph.Node(
                "com.microsoft.GroupQueryAttention",
                [_matrices.Product(n, $"{l}.q", $"{l}.k", $"{l}.v"), "", "", past[l].Key, past[l].Value, lastKeys, allKeys, cos, sin],
                [$"{l}.attended", $"present.{l}.key", $"present.{l}.value"],
                ("num_heads", (long)_shape.Heads), ("kv_num_heads", (long)_shape.KvHeads), ("scale", 1 / MathF.Sqrt(_shape.HeadSize)),
                ("do_rotary", 1L), ("rotary_interleaved", 0L), ("local_window_size", -1L));
            Presents(l, outputs[1], outputs[2]);
            (x, n) = SkipNorm(x, _matrices.Product(outputs[0], $"{l}.o"), $"{l}.norm2");
            (x, n) = SkipNorm(x, FeedForward(l, n), l + 1 < _shape.Layers ? $"{l + 1}.norm1" : "norm");
        }
        Save(path, n);
    }

    private void Save(string path, string normed)
    {
        _graph.Output("logits", _matrices.Product(normed, "head"), OnnxType.Float, "batch_size", "sequence_length", (long)_shape.Vocabulary);
        _graph.Save(path);
    }

    private (string Key, string Value)[] Pasts()
    {
        string Past(int layer, string part) =>
            _graph.Input($"past_key_values.{layer}.{part}", OnnxType.Float, "batch_size", (long)_shape.KvHeads, "past_sequence_length", (long)_shape.HeadSize);
        return [.. Enumerable.Range(0, _shape.Layers).Select(l => (Past(l, "key"), Past(l, "value")))];
    }

    private void Presents(int layer, string key, string value)
    {
        _graph.Output($"present.{layer}.key", key, OnnxType.Float, "batch_size", (long)_shape.KvHeads, "total_sequence_length", (long)_shape.HeadSize);
        _graph.Output($"present.{layer}.value", value, OnnxType.Float, "batch_size", (long)_shape.KvHeads, "total_sequence_length", (long)_shape.HeadSize);
    }

    private string Embedded(string ids) => Node("Gather", _graph.Weight("embedding", _weights["embedding"], _shape.Vocabulary, _shape.Hidden), ids);

    private string FeedForward(int l, string x)
    {
        var gate = _matrices.Product(x, $"{l}.gate");
        return _matrices.Product(Node("Mul", Node("Mul", gate, Node("Sigmoid", gate)), _matrices.Product(x, $"{l}.up")), $"{l}.down");
    }

    /// <summary>0 where a query may look, the lowest float where the key lies ahead of it or is padding: [b, 1, 1, s, t].</summary>
    private string Bias(string mask, string ids)
    {
        string Length(string value) => Node("Gather", Node("Shape", value), _graph.Long(1));
        var (total, own) = (Length(mask), Length(ids));
        var keys = Node("Range", _graph.Long(0), total, _graph.Long(1));
        var queries = Node("Range", Node("Sub", total, own), total, _graph.Long(1));
        var causal = Node("LessOrEqual", Node("Unsqueeze", keys, _graph.Longs(0)), Node("Unsqueeze", queries, _graph.Longs(1)));
        var real = Node("Unsqueeze", _graph.Node("Cast", [mask], ("to", (long)OnnxType.Bool)), _graph.Longs(1, 2, 3));
        return Node("Where", Node("And", real, causal), _graph.Float(0), _graph.Float(float.MinValue));
    }

    private string Norm(string x, string weight)
    {
        var mean = _graph.Node("ReduceMean", [Node("Pow", x, _graph.Float(2)), _graph.Longs(-1)], ("keepdims", 1L));
        return Node("Mul", Node("Div", x, Node("Sqrt", Node("Add", mean, _graph.Float(LlamaShape.Epsilon)))), Ones(weight));
    }

    private (string Sum, string Normed) SkipNorm(string x, string added, string weight)
    {
        var outputs = _graph.Node(
            "com.microsoft.SkipSimplifiedLayerNormalization", [x, added, Ones(weight)], [weight + ".out", "", "", weight + ".sum"], ("epsilon", LlamaShape.Epsilon));
        return (outputs[3], outputs[0]);
    }

    private string Ones(string weight) => _graph.Weight(weight, Enumerable.Repeat(1f, _shape.Hidden).ToArray(), _shape.Hidden);

    private string Node(string op, params string[] inputs) => _graph.Node(op, inputs);
}
