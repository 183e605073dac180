using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Tests.Onnx;
using static MuseSpark.Inference.Tests.Text.TinyLlama;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>A <see cref="TinyLlama"/> as ONNX in the Hugging Face layout with its cache: b = batch, s = new tokens, t = all tokens.</summary>
public sealed record TinyLlamaGraph(TinyLlama Model)
{
    public TensorElementType CacheType { get; init; } = TensorElementType.Float;

    /// <summary>False for a graph that counts positions itself, from the mask.</summary>
    public bool DeclaresPositions { get; init; } = true;

    /// <summary>True for a graph that gives the logits of the last token only.</summary>
    public bool LastLogitsOnly { get; init; }

    /// <summary>True for ONNX Runtime's own attention, which counts the length of each row from the mask.</summary>
    public bool GroupsQueries { get; init; }

    /// <summary>True for a last matrix in bytes, with activations rounded to bytes by one scale of all rows.</summary>
    public bool RoundsRowsTogether { get; init; }

    public byte[] ToOnnx()
    {
        var w = new OnnxWriter();
        string Op(string type, params string[] inputs) => w.Node(type, inputs);
        string Shape(string x, params long[] shape) => Op("Reshape", x, w.Constant(shape, shape.Length));
        string Turn(string x, params long[] order) => w.Node("Transpose", [x], ("perm", order));
        string Widen(string x, params long[] axes) => Op("Unsqueeze", x, w.Constant(axes, axes.Length));
        string Scalar(float value) => w.Constant([value], 1);
        string Matrix(string x, float[] values, int rows) => Op("MatMul", x, w.Constant(values, rows, values.Length / rows));
        string As(string x, TensorElementType type) => CacheType == TensorElementType.Float ? x : w.Node("Cast", [x], ("to", (long)type));
        string Norm(string x) => Op("Div", x, Op("Sqrt", Op("Add",
            w.Node("ReduceMean", [Op("Mul", x, x)], ("axes", new long[] { -1 }), ("keepdims", 1L)), Scalar(Epsilon))));

        var ids = w.Input("input_ids", TensorElementType.Int64, "b", "s");
        var mask = w.Input("attention_mask", TensorElementType.Int64, "b", "t");
        var keyPositions = Op("Sub", Op("CumSum", mask, w.Constant([1L])), w.Constant([1L], 1)); // [b, t]
        var positions = DeclaresPositions
            ? w.Input("position_ids", TensorElementType.Int64, "b", "s")
            : Op("Slice", keyPositions,
                Op("Neg", Op("Gather", Op("Shape", ids), w.Constant([1L], 1))), w.Constant([long.MaxValue], 1), w.Constant([1L], 1));

        // A token sees those up to its own position: 0 there, -1e9 elsewhere, [b, 1, 1, s, t].
        var isToken = Widen(w.Node("Cast", [mask], ("to", (long)TensorElementType.Bool)), 1);
        var bias = Widen(Op("Where", Op("And", isToken, Op("LessOrEqual", Widen(keyPositions, 1), Widen(positions, 2))), Scalar(0), Scalar(-1e9f)), 1, 2);
        string Int32(string x) => w.Node("Cast", [x], ("to", (long)TensorElementType.Int32));
        var lastKeys = Int32(Op("Sub", w.Node("ReduceSum", [mask, w.Constant([1L], 1)], ("keepdims", 0L)), w.Constant([1L], 1)));
        var allKeys = Int32(Op("Gather", Op("Shape", mask), w.Constant([1L])));
        var angles = from p in Enumerable.Range(0, Model.Context) from i in Enumerable.Range(0, HeadSize) select Angle(p, i % (HeadSize / 2));
        string Table(Func<double, double> f) =>
            Widen(Op("Gather", w.Constant([.. angles.Select(a => (float)f(a))], Model.Context, HeadSize), positions), 1); // [b, 1, s, d]
        var (cos, sin) = (Table(Math.Cos), Table(Math.Sin));
        string Rotate(string x)
        {
            var halves = w.Nodes("Split", [x, w.Constant([HeadSize / 2L, HeadSize / 2L], 2)], 2, ("axis", -1L));
            var turned = w.Node("Concat", [Op("Neg", halves[1]), halves[0]], ("axis", -1L));
            return Op("Add", Op("Mul", x, cos), Op("Mul", turned, sin));
        }

        string FeedForward(string x, Block block)
        {
            var m = Norm(x);
            var gate = Matrix(m, block.Gate, Hidden);
            return Op("Add", x, Matrix(Op("Mul", Op("Mul", gate, Op("Sigmoid", gate)), Matrix(m, block.Up, Hidden)), block.Down, Inner));
        }

        var x = Op("Gather", w.Constant(Model.Embedding, Model.Vocabulary, Hidden), ids); // [b, s, hidden]
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = Model.Blocks[layer];
            var n = Norm(x);
            string SplitHeads(float[] matrix, int heads) => Turn(Shape(Matrix(n, matrix, Hidden), 0, 0, heads, HeadSize), 0, 2, 1, 3);
            string Extend(string part, string now) // [b, kv, t, d]
            {
                var past = w.Input($"past_key_values.{layer}.{part}", CacheType, "b", KvHeads, "past", HeadSize);
                var all = w.Node("Concat", [As(past, TensorElementType.Float), now], ("axis", 2L));
                w.Output($"present.{layer}.{part}", As(all, CacheType), CacheType, "b", KvHeads, "t", HeadSize);
                return Widen(all, 2);
            }
            if (GroupsQueries)
            {
                string Flat(string heads, int count) => Shape(Turn(heads, 0, 2, 1, 3), 0, 0, count * HeadSize);
                string Past(string part) => w.Input($"past_key_values.{layer}.{part}", CacheType, "b", KvHeads, "past", HeadSize);
                var outputs = w.Nodes("com.microsoft.GroupQueryAttention",
                    [
                        Flat(Rotate(SplitHeads(block.Query, Heads)), Heads), Flat(Rotate(SplitHeads(block.Key, KvHeads)), KvHeads),
                        Matrix(n, block.Value, Hidden), Past("key"), Past("value"), lastKeys, allKeys,
                    ], 3, ("num_heads", (long)Heads), ("kv_num_heads", (long)KvHeads));
                w.Output($"present.{layer}.key", outputs[1], CacheType, "b", KvHeads, "t", HeadSize);
                w.Output($"present.{layer}.value", outputs[2], CacheType, "b", KvHeads, "t", HeadSize);
                x = FeedForward(Op("Add", x, Matrix(outputs[0], block.Output, Heads * HeadSize)), block);
                continue;
            }
            var q = Shape(Rotate(SplitHeads(block.Query, Heads)), 0, KvHeads, Heads / KvHeads, -1, HeadSize);
            var k = Extend("key", Rotate(SplitHeads(block.Key, KvHeads)));
            var v = Extend("value", SplitHeads(block.Value, KvHeads));
            var scores = Op("Add", Op("Div", Op("MatMul", q, Turn(k, 0, 1, 2, 4, 3)), Scalar(MathF.Sqrt(HeadSize))), bias);
            var attended = Op("MatMul", w.Node("Softmax", [scores], ("axis", -1L)), v); // [b, kv, heads / kv, s, d]
            attended = Shape(Turn(Shape(attended, 0, Heads, -1, HeadSize), 0, 2, 1, 3), 0, 0, Heads * HeadSize);
            x = FeedForward(Op("Add", x, Matrix(attended, block.Output, Heads * HeadSize)), block);
        }
        if (LastLogitsOnly) x = Op("Slice", x, w.Constant([-1L], 1), w.Constant([long.MaxValue], 1), w.Constant([1L], 1));
        string InBytes(string x)
        {
            const float scale = 2f / 255;
            var bytes = Model.Head.Select(v => (byte)Math.Clamp(MathF.Round(v / scale) + 128, 0, 255)).ToArray();
            var rounded = w.Nodes("DynamicQuantizeLinear", [x], 3);
            var product = Op("MatMulInteger", rounded[0], w.Constant(bytes, Hidden, Model.Vocabulary), rounded[2], w.Constant([(byte)128]));
            return Op("Mul", w.Node("Cast", [product], ("to", (long)TensorElementType.Float)), Op("Mul", rounded[1], Scalar(scale)));
        }
        w.Output("logits", RoundsRowsTogether ? InBytes(Norm(x)) : Matrix(Norm(x), Model.Head, Hidden), TensorElementType.Float, "b", "s", Model.Vocabulary);
        return w.ToModel();
    }
}
