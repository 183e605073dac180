using MuseSpark.Inference.Onnx.Writing;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// The layers of the picture model as ONNX nodes, with weights looked up by their name in the torch module. Weights are stored as
/// float16, or matrices and kernels in 8 bits with a scale for each of their outputs, and made floats on load: that halves the files, or quarters
/// them. All computing is float32.
/// </summary>
internal sealed class ModuleGraph(string name, nn.Module module, bool eightBits = false)
{
    private readonly Dictionary<string, Tensor> _weights = module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);

    public GraphBuilder Graph { get; } = new(name);

    public string Node(string op, params string[] inputs) => Graph.Node(op, inputs);

    public string Silu(string x) => Node("Mul", x, Node("Sigmoid", x));

    public string Conv(string layer, string x, int kernel = 3, int stride = 1)
    {
        long pad = kernel / 2;
        return Graph.Node("Conv", [x, Matrix($"{layer}.weight", output: 0), Weight($"{layer}.bias")],
            ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }));
    }

    /// <summary>Torch keeps y = x W' + b; ONNX's MatMul wants W' stored.</summary>
    public string Linear(string layer, string x) =>
        Node("Add", Node("MatMul", x, Matrix($"{layer}.weight", output: 1, w => w.t())), Weight($"{layer}.bias"));

    public string LayerNorm(string layer, string x) =>
        Graph.Node("LayerNormalization", [x, Weight($"{layer}.weight"), Weight($"{layer}.bias")], ("axis", -1), ("epsilon", 1e-5f));

    /// <summary>Normalises each group of channels as if it were one channel, then scales every channel: (n, c, h, w).</summary>
    public string GroupNorm(string layer, string x)
    {
        var groups = PictureShape.NormGroups;
        var ones = Graph.Weight($"{layer}.ones", Enumerable.Repeat(1f, groups).ToArray(), groups);
        var zeros = Graph.Weight($"{layer}.zeros", new float[groups], groups);
        var grouped = Node("Reshape", x, Graph.Longs(0, groups, -1));
        var normal = Graph.Node("InstanceNormalization", [grouped, ones, zeros], ("epsilon", 1e-5f));
        var back = Node("Reshape", normal, Node("Shape", x));
        return Node("Add", Node("Mul", back, Weight($"{layer}.weight", Channels)), Weight($"{layer}.bias", Channels));
        static Tensor Channels(Tensor w) => w.reshape(1, -1, 1, 1);
    }

    /// <summary>Nearest neighbour, twice as wide and high.</summary>
    public string Doubled(string x) => Graph.Node("Resize", [x, "", Graph.Weight(x + ".twice", [1f, 1f, 2f, 2f], 4)],
        ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));

    /// <summary>Queries (n, a, c), keys and values (n, b, c), heads of 32.</summary>
    public string Attention(string queries, string keys, string values)
    {
        string Heads(string x, params long[] order) =>
            Graph.Node("Transpose", [Node("Reshape", x, Graph.Longs(0, 0, -1, PictureShape.HeadWidth))], ("perm", order));
        var scores = Node("MatMul", Heads(queries, 0, 2, 1, 3), Heads(keys, 0, 2, 3, 1));
        var weights = Graph.Node("Softmax", [Node("Mul", scores, Graph.Float(1 / MathF.Sqrt(PictureShape.HeadWidth)))], ("axis", -1));
        var mixed = Graph.Node("Transpose", [Node("MatMul", weights, Heads(values, 0, 2, 1, 3))], ("perm", new long[] { 0, 2, 1, 3 }));
        return Node("Reshape", mixed, Node("Shape", queries));
    }

    /// <summary>Equal parts along an axis.</summary>
    public string[] Split(string x, int parts, int axis) =>
        Graph.Node("Split", [x], [.. Enumerable.Range(0, parts).Select(i => $"{x}.{i}")], ("axis", axis), ("num_outputs", parts));

    public string Constant(string constant, float[] values, params long[] shape) => Graph.Weight(constant, values, shape);

    /// <param name="output">The axis of what it computes.</param>
    private string Matrix(string weight, int output, Func<Tensor, Tensor>? view = null)
    {
        if (!eightBits) return Weight(weight, view);
        using var scope = NewDisposeScope();
        var tensor = Floats(weight, view);
        var others = Enumerable.Range(0, (int)tensor.dim()).Where(axis => axis != output).Select(axis => (long)axis).ToArray();
        var scales = (tensor.abs().amax(others, keepdim: true) / 127).clamp_min(1e-12f);
        var bytes = (tensor / scales).round().to(ScalarType.Int8).contiguous();
        return Node("Mul", Graph.Node("Cast", [Graph.Weight(weight, bytes.data<sbyte>().ToArray(), bytes.shape)], ("to", (int)OnnxType.Float)),
            Graph.Weight($"{weight}.scale", scales.contiguous().data<float>().ToArray(), scales.shape));
    }

    private Tensor Floats(string weight, Func<Tensor, Tensor>? view) =>
        (view is null ? _weights[weight] : view(_weights[weight])).detach().to(ScalarType.Float32).contiguous();

    public string Weight(string weight, Func<Tensor, Tensor>? view = null)
    {
        using var scope = NewDisposeScope();
        var tensor = Floats(weight, view);
        var halves = Array.ConvertAll(tensor.data<float>().ToArray(), v => (Half)v);
        return Graph.Node("Cast", [Graph.Weight(weight, halves, tensor.shape)], ("to", (int)OnnxType.Float));
    }
}
