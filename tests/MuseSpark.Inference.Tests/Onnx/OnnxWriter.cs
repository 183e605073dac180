using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuseSpark.Inference.Tests.Onnx;

/// <summary>Writes small ONNX graphs (operator set 17) for tests, straight in protobuf's wire format after onnx.proto.</summary>
internal sealed class OnnxWriter
{
    private readonly MemoryStream _graph = new();
    private int _names;

    public string Constant(ReadOnlySpan<float> values, params long[] shape) =>
        Initializer(TensorElementType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Constant(ReadOnlySpan<long> values, params long[] shape) =>
        Initializer(TensorElementType.Int64, MemoryMarshal.AsBytes(values), shape);

    public string Constant(ReadOnlySpan<byte> values, params long[] shape) => Initializer(TensorElementType.UInt8, values, shape);

    /// <summary>A tensor of floats that the graph says lies in another file.</summary>
    public string External(string location, params long[] shape)
    {
        var name = $"c{_names++}";
        var (tensor, entry) = (new MemoryStream(), new MemoryStream());
        foreach (var length in shape) Number(tensor, 1, length);
        Number(tensor, 2, (int)TensorElementType.Float);
        Text(tensor, 8, name);
        Text(entry, 1, "location");
        Text(entry, 2, location);
        Message(tensor, 13, entry);
        Number(tensor, 14, 1);
        Message(_graph, 5, tensor);
        return name;
    }

    /// <param name="type">Operators of ONNX Runtime's own stand behind "com.microsoft.".</param>
    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        Nodes(type, inputs, 1, attributes)[0];

    public string[] Nodes(string type, string[] inputs, int outputCount, params (string Name, object Value)[] attributes)
    {
        var outputs = Enumerable.Range(0, outputCount).Select(_ => $"t{_names++}").ToArray();
        var node = new MemoryStream();
        foreach (var input in inputs) Text(node, 1, input);
        foreach (var output in outputs) Text(node, 2, output);
        Text(node, 4, type[(type.LastIndexOf('.') + 1)..]);
        if (type.LastIndexOf('.') is > 0 and var domain) Text(node, 7, type[..domain]);
        foreach (var (name, value) in attributes)
        {
            var attribute = new MemoryStream();
            Text(attribute, 1, name);
            var kind = value switch { long => 2, long[] => 7, _ => throw new ArgumentException(name) };
            foreach (var number in value as long[] ?? [(long)value]) Number(attribute, kind == 2 ? 3 : 8, number);
            Number(attribute, 20, kind);
            Message(node, 5, attribute);
        }
        Message(_graph, 1, node);
        return outputs;
    }

    /// <param name="shape">A length, or a string for a free axis.</param>
    public string Input(string name, TensorElementType type, params object[] shape)
    {
        Value(11, name, type, shape);
        return name;
    }

    public void Output(string name, string from, TensorElementType type, params object[] shape)
    {
        var node = new MemoryStream();
        Text(node, 1, from);
        Text(node, 2, name);
        Text(node, 4, "Identity");
        Message(_graph, 1, node);
        Value(12, name, type, shape);
    }

    public byte[] ToModel()
    {
        var graph = new MemoryStream();
        _graph.WriteTo(graph);
        Text(graph, 2, "test");
        var model = new MemoryStream();
        Number(model, 1, 8);
        foreach (var (domain, version) in new[] { ("", 17), ("com.microsoft", 1) })
        {
            var opset = new MemoryStream();
            Text(opset, 1, domain);
            Number(opset, 2, version);
            Message(model, 8, opset);
        }
        Message(model, 7, graph);
        return model.ToArray();
    }

    private string Initializer(TensorElementType type, ReadOnlySpan<byte> data, long[] shape)
    {
        var name = $"c{_names++}";
        var tensor = new MemoryStream();
        foreach (var length in shape) Number(tensor, 1, length);
        Number(tensor, 2, (int)type);
        Text(tensor, 8, name);
        Bytes(tensor, 9, data);
        Message(_graph, 5, tensor);
        return name;
    }

    private void Value(int field, string name, TensorElementType type, object[] axes)
    {
        var shape = new MemoryStream();
        foreach (var axis in axes)
        {
            var dimension = new MemoryStream();
            if (axis is string free) Text(dimension, 2, free);
            else Number(dimension, 1, Convert.ToInt64(axis));
            Message(shape, 1, dimension);
        }
        var tensor = new MemoryStream();
        Number(tensor, 1, (int)type);
        Message(tensor, 2, shape);
        var kind = new MemoryStream();
        Message(kind, 1, tensor);
        var value = new MemoryStream();
        Text(value, 1, name);
        Message(value, 2, kind);
        Message(_graph, field, value);
    }

    private static void Number(Stream stream, int field, long value)
    {
        Varint(stream, (ulong)field << 3);
        Varint(stream, (ulong)value);
    }

    private static void Text(Stream stream, int field, string value) => Bytes(stream, field, Encoding.UTF8.GetBytes(value));

    private static void Message(Stream stream, int field, MemoryStream value) => Bytes(stream, field, value.GetBuffer().AsSpan(0, (int)value.Length));

    private static void Bytes(Stream stream, int field, ReadOnlySpan<byte> value)
    {
        Varint(stream, (ulong)field << 3 | 2);
        Varint(stream, (ulong)value.Length);
        stream.Write(value);
    }

    private static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
