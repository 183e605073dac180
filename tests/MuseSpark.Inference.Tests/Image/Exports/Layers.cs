using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Tests.Image.Exports;

/// <summary>The layers that picture models are made of, with random weights, as exporters write them.</summary>
/// <param name="half">Whether everything is in half precision.</param>
internal sealed class Layers(ulong seed, bool half)
{
    private readonly SeededRandom _random = new(seed);
    private int _weights;

    public GraphBuilder Graph { get; } = new("main_graph", producer: "pytorch");

    public OnnxType Type => half ? OnnxType.Float16 : OnnxType.Float;

    public string Input(string name, params object[] shape) => Graph.Input(name, Type, shape);

    public void Output(string name, string value, params object[] shape) => Graph.Output(name, value, Type, shape);

    public string Weight(double spread, double mean, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, edge) => product * edge)];
        _random.FillNormal(values);
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] * spread + mean);
        return Constant(values, shape);
    }

    public string Constant(float[] values, params long[] shape) => half
        ? Graph.Weight($"onnx::{_weights++}", Array.ConvertAll(values, value => (Half)value).AsSpan(), shape)
        : Graph.Weight($"onnx::{_weights++}", values.AsSpan(), shape);

    public string Number(float value) => Constant([value]);

    public string Op(string op, params string[] inputs) => Graph.Node(op, inputs);

    public string Add(string a, string b) => Op("Add", a, b);

    public string Mul(string a, string b) => Op("Mul", a, b);

    public string Cast(string value) => Graph.Node("Cast", [value], ("to", (long)Type));

    public string Reshape(string value, params long[] shape) => Op("Reshape", value, Graph.Longs(shape));

    public string Transpose(string value, params long[] order) => Graph.Node("Transpose", [value], ("perm", order));

    public string Concat(long axis, params string[] values) => Graph.Node("Concat", values, ("axis", axis));

    public string Unsqueeze(string value, params long[] axes) => Op("Unsqueeze", value, Graph.Longs(axes));

    public string Slice(string value, string start, string end, long axis) => Op("Slice", value, start, end, Graph.Longs(axis));

    public string[] Chunk(string value, int parts, long width, long axis) =>
        [.. Enumerable.Range(0, parts).Select(i => Slice(value, Graph.Longs(i * width), Graph.Longs((i + 1) * width), axis))];

    public string Linear(string x, long from, long to, bool bias = true)
    {
        var product = Op("MatMul", x, Weight(1 / Math.Sqrt(from), 0, from, to));
        return bias ? Add(product, Weight(0.1, 0, to)) : product;
    }

    public string Conv(string x, long from, long to, long kernel = 3, long stride = 1, long[]? pads = null) => Graph.Node(
        "Conv", [x, Weight(1 / Math.Sqrt(from * kernel * kernel), 0, to, from, kernel, kernel), Weight(0.1, 0, to)],
        ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", pads ?? [kernel / 2, kernel / 2, kernel / 2, kernel / 2]));

    /// <summary>As PyTorch exports it: instance normalisation over the groups.</summary>
    public string GroupNorm(string x, long channels, long groups)
    {
        var grouped = Graph.Node("InstanceNormalization", [Reshape(x, 0, groups, -1), Constant(Ones(groups), groups), Constant(new float[groups], groups)], ("epsilon", 1e-5f));
        return Add(Mul(Op("Reshape", grouped, Op("Shape", x)), Weight(0.1, 1, channels, 1, 1)), Weight(0.1, 0, channels, 1, 1));
    }

    public string LayerNorm(string x, long width, bool affine = true) => Graph.Node(
        "LayerNormalization", [x, affine ? Weight(0.1, 1, width) : Constant(Ones(width), width), affine ? Weight(0.1, 0, width) : Constant(new float[width], width)], ("axis", -1L), ("epsilon", 1e-5f));

    public string Silu(string x) => Mul(x, Op("Sigmoid", x));

    public string Gelu(string x) => Mul(Mul(x, Number(0.5f)), Add(Op("Erf", Mul(x, Number(0.70710678f))), Number(1)));

    /// <summary>softmax(q k / sqrt(d) + mask) v over heads; all (b, L, heads d).</summary>
    public string Attend(string q, string k, string v, long width, long heads, string? mask = null, double scale = 0)
    {
        string Split(string x) => Transpose(Reshape(x, 0, -1, heads, width / heads), 0, 2, 1, 3);
        var scores = Mul(Op("MatMul", Split(q), Transpose(Split(k), 0, 1, 3, 2)), Number((float)(scale == 0 ? 1 / Math.Sqrt((double)width / heads) : scale)));
        if (mask is not null) scores = Add(scores, mask);
        var mixed = Op("MatMul", Graph.Node("Softmax", [scores], ("axis", -1L)), Split(v));
        return Reshape(Transpose(mixed, 0, 2, 1, 3), 0, -1, width);
    }

    public string Attention(string x, string context, long width, long contextWidth, long heads, bool bias = false, string? mask = null) =>
        Linear(Attend(Linear(x, width, width, bias), Linear(context, contextWidth, width, bias), Linear(context, contextWidth, width, bias), width, heads, mask), width, width);

    /// <summary>Cosines and sines of t at falling frequencies, always in single precision: (n) to (n, width).</summary>
    public string Sinusoid(string t, long width)
    {
        var half = width / 2;
        float[] frequencies = [.. Enumerable.Range(0, (int)half).Select(i => (float)Math.Exp(-Math.Log(10_000) * i / half))];
        var angles = Mul(Unsqueeze(Graph.Node("Cast", [t], ("to", (long)OnnxType.Float)), -1), Graph.Weight($"frequencies::{_weights++}", frequencies.AsSpan(), 1, half));
        return Cast(Concat(-1, Op("Cos", angles), Op("Sin", angles)));
    }

    public string Upsample(string x) => Graph.Node(
        "Resize", [x, "", Graph.Weight($"scales::{_weights++}", [1f, 1, 2, 2], 4)], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));

    private static float[] Ones(long count) => [.. Enumerable.Repeat(1f, (int)count)];
}
