using System.Runtime.InteropServices;

namespace MuseSpark.Inference.Onnx.Writing;

/// <summary>Element types of onnx.proto's TensorProto.DataType.</summary>
public enum OnnxType { Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10 }

/// <summary>
/// Writes an ONNX model node by node. Values are named by strings: a method that adds a node returns the name of its output,
/// so a graph reads like the formula it computes. Weights are stored inside the file (which protobuf limits to 2 GB).
/// </summary>
/// <param name="producer">What the file says made it.</param>
public sealed class GraphBuilder(string name, int opset = 18, string producer = "MuseSpark.Training")
{
    private const int IrVersion = 9;

    private readonly ProtoMessage _graph = new();
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _domains = [];
    private int _next;

    /// <summary>A graph input. A dimension is a long, or a string where it is only known at run time.</summary>
    public string Input(string input, OnnxType type, params object[] shape)
    {
        _graph.Message(11, ValueInfo(input, type, shape));
        _names.Add(input);
        return input;
    }

    /// <summary>Makes <paramref name="value"/> a graph output under the name <paramref name="output"/>, which may be its own.</summary>
    public void Output(string output, string value, OnnxType type, params object[] shape)
    {
        if (value != output) Node("Identity", [value], [output]);
        _graph.Message(12, ValueInfo(output, type, shape));
    }

    /// <summary>Adds a node with one output and returns that output's name.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(op, inputs, [NewName(op)], attributes)[0];

    /// <summary>
    /// Adds a node with named outputs. An input that is left out is an empty string. An operator outside the standard is
    /// written with its domain: com.microsoft.MatMulNBits.
    /// </summary>
    public string[] Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        foreach (var input in inputs)
            if (input.Length > 0 && !_names.Contains(input)) throw new InvalidOperationException($"{op} reads '{input}', which nothing has written yet.");
        var node = new ProtoMessage();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        var dot = op.LastIndexOf('.');
        node.Text(3, $"{op}_{_next++}").Text(4, op[(dot + 1)..]);
        foreach (var (key, value) in attributes) node.Message(5, Attribute(key, value));
        if (dot > 0)
        {
            node.Text(7, op[..dot]);
            _domains.Add(op[..dot]);
        }
        _graph.Message(1, node);
        _names.UnionWith(outputs);
        return outputs;
    }

    public string Weight(string weight, ReadOnlySpan<float> values, params long[] shape) =>
        Initializer(weight, OnnxType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Weight(string weight, ReadOnlySpan<sbyte> values, params long[] shape) =>
        Initializer(weight, OnnxType.Int8, MemoryMarshal.AsBytes(values), shape);

    public string Weight(string weight, ReadOnlySpan<byte> values, params long[] shape) =>
        Initializer(weight, OnnxType.UInt8, values, shape);

    public string Weight(string weight, ReadOnlySpan<Half> values, params long[] shape) =>
        Initializer(weight, OnnxType.Float16, MemoryMarshal.AsBytes(values), shape);

    public string Longs(params long[] values) =>
        Initializer(NewName("longs"), OnnxType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    public string Long(long value) =>
        Initializer(NewName("long"), OnnxType.Int64, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)), []);

    public string Float(float value) =>
        Initializer(NewName("float"), OnnxType.Float, MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in value)), []);

    public void Save(string path)
    {
        _graph.Text(2, name);
        var model = new ProtoMessage()
            .Int(1, IrVersion).Text(2, producer)
            .Message(7, _graph)
            .Message(8, new ProtoMessage().Text(1, "").Int(2, opset));
        foreach (var domain in _domains) model.Message(8, new ProtoMessage().Text(1, domain).Int(2, 1));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = File.Create(path);
        file.Write(model.Written());
    }

    private string Initializer(string initializer, OnnxType type, ReadOnlySpan<byte> data, long[] shape)
    {
        if (!_names.Add(initializer)) throw new InvalidOperationException($"There are two values called '{initializer}'.");
        var tensor = new ProtoMessage();
        foreach (var dimension in shape) tensor.Int(1, dimension);
        _graph.Message(5, tensor.Int(2, (long)type).Text(8, initializer).Bytes(9, data));
        return initializer;
    }

    private static ProtoMessage ValueInfo(string value, OnnxType type, object[] dimensions)
    {
        var shape = new ProtoMessage();
        foreach (var dimension in dimensions)
            shape.Message(1, dimension is string symbol ? new ProtoMessage().Text(2, symbol) : new ProtoMessage().Int(1, Convert.ToInt64(dimension)));
        var tensor = new ProtoMessage().Int(1, (long)type).Message(2, shape);
        return new ProtoMessage().Text(1, value).Message(2, new ProtoMessage().Message(1, tensor));
    }

    private static ProtoMessage Attribute(string key, object value)
    {
        var attribute = new ProtoMessage().Text(1, key);
        switch (value)
        {
            case float number: return attribute.Float(2, number).Int(20, 1);
            case int or long: return attribute.Int(3, Convert.ToInt64(value)).Int(20, 2);
            case string text: return attribute.Text(4, text).Int(20, 3);
            case float[] numbers:
                foreach (var number in numbers) attribute.Float(7, number);
                return attribute.Int(20, 6);
            case long[] numbers:
                foreach (var number in numbers) attribute.Int(8, number);
                return attribute.Int(20, 7);
            default: throw new ArgumentException($"Attribute {key} has the unsupported type {value.GetType().Name}.");
        }
    }

    private string NewName(string op)
    {
        string result;
        do result = $"{op.ToLowerInvariant()}_{_next++}";
        while (_names.Contains(result));
        return result;
    }
}
