using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Conversion;

/// <summary>
/// Writes a picture classifier of TensorFlow.js as ONNX. Pictures go in as there, (n, h, w, 3); inside the graph channels come
/// second, as ONNX wants them. Weights stay in bytes, and ONNX Runtime turns them into floats once, when the graph is opened.
/// Only the operators of MobileNetV2 as its exporter fuses them are known; anything else is refused by name.
/// </summary>
internal sealed class TfjsConverter
{
    public const string Input = "pixels", Output = "scores";

    /// <param name="IsPicture">(n, c, h, w) here, (n, h, w, c) there.</param>
    private readonly record struct Value(string Name, bool IsPicture);

    private readonly GraphBuilder _graph;
    private readonly IReadOnlyDictionary<string, QuantizedTensor> _weights;
    private readonly Dictionary<string, Value> _values = [];
    private readonly Dictionary<string, string> _floats = [];
    private readonly long _edge;
    private long _width;

    private TfjsConverter(string name, IReadOnlyDictionary<string, QuantizedTensor> weights, long edge)
    {
        _graph = new GraphBuilder(name, producer: "MuseSpark");
        _weights = weights;
        _edge = edge;
    }

    /// <summary>The graph: <see cref="Input"/> (n, edge, edge, 3) to <see cref="Output"/> (n, classes).</summary>
    /// <exception cref="ModelException">The model has an operator or a form that is not known; the message names it.</exception>
    public static void Write(string name, TfjsModel model, IReadOnlyDictionary<string, QuantizedTensor> weights, int edge, string path)
    {
        var converter = new TfjsConverter(name, weights, edge);
        TfjsNode? last = null;
        foreach (var node in InOrder(model.ModelTopology.Node))
        {
            // Weights are looked up where they are used.
            if (node.Op == "Const") continue;
            if (!converter._values.TryAdd(node.Name, converter.Convert(node))) throw new ModelException($"The package's model has two nodes called {node.Name}.");
            last = node;
        }
        if (last is not { Op: "Identity" }) throw new ModelException("The package's model does not end in one answer.");
        converter._graph.Output(Output, converter._values[last.Name].Name, OnnxType.Float, "n", converter._width);
        converter._graph.Save(path);
    }

    /// <summary>Every node after those that it reads.</summary>
    private static IEnumerable<TfjsNode> InOrder(TfjsNode[] nodes)
    {
        var (waiting, done) = (new Queue<TfjsNode>(nodes), new HashSet<string>());
        for (var passed = 0; waiting.TryDequeue(out var node);)
        {
            if (node.Inputs.All(done.Contains))
            {
                passed = 0;
                done.Add(node.Name);
                yield return node;
            }
            else
            {
                waiting.Enqueue(node);
                if (++passed > waiting.Count) throw new ModelException($"The package's model can't be converted: {node.Name} reads what is not there, or what comes after it.");
            }
        }
    }

    private Value Convert(TfjsNode node) => node.Op switch
    {
        "Placeholder" => Picture(node),
        "Mul" => Arithmetic(node, "Mul"),
        "Sub" => Arithmetic(node, "Sub"),
        "AddV2" => Arithmetic(node, "Add"),
        "_FusedConv2D" => Convolution(node, isDepthwise: false),
        "FusedDepthwiseConv2dNative" => Convolution(node, isDepthwise: true),
        "AvgPool" => AveragePool(node),
        "Squeeze" => Squeeze(node),
        "_FusedMatMul" => Product(node),
        "Softmax" => new Value(_graph.Node("Softmax", [Row(node, 0)], ("axis", -1L)), false),
        "Identity" => new Value(Row(node, 0), false),
        _ => throw new ModelException($"The package's model has the operator {node.Op}, which can't be converted."),
    };

    private Value Picture(TfjsNode node)
    {
        node.Require(_values.Count == 0, "the second input");
        var pixels = _graph.Input(Input, OnnxType.Float, "n", _edge, _edge, 3L);
        return new Value(_graph.Node("Transpose", [pixels], ("perm", new long[] { 0, 3, 1, 2 })), true);
    }

    /// <summary>Of two values of the same kind, or of a value and one number: axes in another order change neither.</summary>
    private Value Arithmetic(TfjsNode node, string op)
    {
        node.Require(node.Inputs.Length == 2, "the number of inputs");
        var names = node.Inputs.Select(input => _values.TryGetValue(input, out var value) ? value.Name : Floats(input, tensor => tensor, shape => shape.Length == 0, node)).ToArray();
        var known = node.Inputs.Where(_values.ContainsKey).Select(input => _values[input].IsPicture).Distinct().ToArray();
        node.Require(known.Length == 1, "the kind of inputs");
        return new Value(_graph.Node(op, names), known[0]);
    }

    /// <summary>Convolution, bias and perhaps an activation in one node.</summary>
    private Value Convolution(TfjsNode node, bool isDepthwise)
    {
        node.Require(node.Inputs.Length == 3, "the number of inputs");
        node.Require(node.Text("data_format") == "NHWC", "the order of axes");
        var fused = node.Texts("fused_ops");
        node.Require(fused is ["BiasAdd"] or ["BiasAdd", "Relu6"], "what follows");
        var channels = _weights.TryGetValue(node.Inputs[1], out var kernel) && kernel.Shape.Length == 4 ? kernel.Shape[2] : 0;
        node.Require(channels > 0, "the kernel");
        // There (h, w, in, out), and depthwise (h, w, in, out for each); here (out, in for each group, h, w).
        var weights = isDepthwise
            ? Floats(node.Inputs[1], k => k.Reordered(2, 3, 0, 1) with { Shape = [k.Shape[2] * k.Shape[3], 1, k.Shape[0], k.Shape[1]] }, _ => true, node)
            : Floats(node.Inputs[1], k => k.Reordered(3, 2, 0, 1), _ => true, node);
        var convolved = _graph.Node("Conv", [Input4(node), weights, Floats(node.Inputs[2], b => b, shape => shape.Length == 1, node)],
            ("auto_pad", Padding(node)), ("strides", Inner(node, "strides")), ("dilations", Inner(node, "dilations")), ("group", isDepthwise ? channels : 1L));
        return new Value(fused.Length == 1 ? convolved : _graph.Node("Clip", [convolved, _graph.Float(0), _graph.Float(6)]), true);
    }

    private Value AveragePool(TfjsNode node)
    {
        node.Require(node.Text("data_format") == "NHWC", "the order of axes");
        return new Value(_graph.Node("AveragePool", [Input4(node)], ("auto_pad", Padding(node)), ("strides", Inner(node, "strides")), ("kernel_shape", Inner(node, "ksize"))), true);
    }

    private Value Squeeze(TfjsNode node)
    {
        node.Require(node.Longs("squeeze_dims") is [1, 2], "the axes");
        return new Value(_graph.Node("Squeeze", [Input4(node), _graph.Longs(2, 3)]), false);
    }

    private Value Product(TfjsNode node)
    {
        node.Require(node.Inputs.Length == 3 && node.Texts("fused_ops") is ["BiasAdd"], "what follows");
        node.Require(!node.Flag("transpose_a") && !node.Flag("transpose_b"), "the order of axes");
        var product = _graph.Node("MatMul", [Row(node, 0), Floats(node.Inputs[1], m => m, shape => shape.Length == 2, node)]);
        _width = _weights[node.Inputs[1]].Shape[1];
        return new Value(_graph.Node("Add", [product, Floats(node.Inputs[2], b => b, shape => shape is [var length] && length == _width, node)]), false);
    }

    /// <summary>Adds weights that the node reads, and what makes floats of their bytes.</summary>
    private string Floats(string name, Func<QuantizedTensor, QuantizedTensor> change, Func<long[], bool> fits, TfjsNode node)
    {
        node.Require(_weights.TryGetValue(name, out var known) && fits(known.Shape), "a weight");
        if (_floats.TryGetValue(name, out var floats)) return floats;
        var tensor = change(known!);
        // A name of its own, so that none of the package's can be one of the graph's.
        var bytes = _graph.Node("Cast", [_graph.Weight($"weights/{name}", tensor.Bytes, tensor.Shape)], ("to", (long)OnnxType.Float));
        return _floats[name] = _graph.Node("Add", [_graph.Node("Mul", [bytes, _graph.Float(tensor.Scale)]), _graph.Float(tensor.Min)]);
    }

    private string Input4(TfjsNode node)
    {
        node.Require(node.Inputs.Length > 0 && _values.TryGetValue(node.Inputs[0], out var value) && value.IsPicture, "the input");
        return _values[node.Inputs[0]].Name;
    }

    private string Row(TfjsNode node, int input)
    {
        node.Require(node.Inputs.Length > input && _values.TryGetValue(node.Inputs[input], out var value) && !value.IsPicture, "the input");
        return _values[node.Inputs[input]].Name;
    }

    private static string Padding(TfjsNode node) => node.Text("padding") switch
    {
        // Of an odd number of rows to add the one more goes to the end.
        "SAME" => "SAME_UPPER",
        "VALID" => "VALID",
        _ => throw new ModelException($"The package's model pads in a way that can't be converted: {node.Name}."),
    };

    /// <summary>The two numbers for height and width of four.</summary>
    private static long[] Inner(TfjsNode node, string attribute)
    {
        var numbers = node.Longs(attribute);
        node.Require(numbers is [1, >= 1 and <= 64, >= 1 and <= 64, 1], attribute);
        return numbers[1..3];
    }
}
