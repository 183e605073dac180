using System.Runtime.InteropServices;
using System.Text;

namespace MuseSpark.Inference.Tests.Onnx;

/// <summary>
/// Writes a small ONNX graph in the protobuf wire format (field numbers of onnx.proto3, opset 17),
/// so that tests can have models of any shape, right or wrong.
/// </summary>
public sealed class GraphWriter
{
    public const int Float = 1, Int32 = 6, Int64 = 7;

    private readonly MemoryStream _graph = new();
    private int _nodes;

    public GraphWriter() => Text(_graph, 2, "graph");

    /// <param name="shape">Numbers for fixed axes, names for free ones.</param>
    public void Input(string name, int type, params object[] shape) => Message(_graph, 11, s => ValueInfo(s, name, type, shape));

    /// <inheritdoc cref="Input"/>
    public void Output(string name, int type, params object[] shape) => Message(_graph, 12, s => ValueInfo(s, name, type, shape));

    public string Weights(string name, float[] values, params long[] shape) =>
        Initializer(name, Float, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), shape);

    public string Integers(string name, params long[] values) =>
        Initializer(name, Int64, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), [values.Length]);

    /// <summary>Adds an operator and names its result.</summary>
    /// <param name="attributes">Each a long, a string or a long[].</param>
    public string Node(string op, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        Message(_graph, 1, node =>
        {
            foreach (var input in inputs)
                Text(node, 1, input);
            Text(node, 2, output);
            Text(node, 3, $"{op}{_nodes++}");
            Text(node, 4, op);
            foreach (var (name, value) in attributes)
                Message(node, 5, attribute => Attribute(attribute, name, value));
        });
        return output;
    }

    public void Save(string path)
    {
        var model = new MemoryStream();
        Number(model, 1, 8); // ir_version
        Message(model, 8, opset => Number(opset, 2, 17));
        Bytes(model, 7, _graph.ToArray());
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, model.ToArray());
    }

    private string Initializer(string name, int type, byte[] raw, long[] shape)
    {
        Message(_graph, 5, tensor =>
        {
            foreach (var axis in shape)
                Number(tensor, 1, axis);
            Number(tensor, 2, type);
            Text(tensor, 8, name);
            Bytes(tensor, 9, raw);
        });
        return name;
    }

    private static void Attribute(Stream stream, string name, object value)
    {
        Text(stream, 1, name);
        switch (value)
        {
            case long number:
                Number(stream, 3, number);
                Number(stream, 20, 2);
                break;
            case string text:
                Text(stream, 4, text);
                Number(stream, 20, 3);
                break;
            case long[] numbers:
                foreach (var number in numbers)
                    Number(stream, 8, number);
                Number(stream, 20, 7);
                break;
            default:
                throw new ArgumentException($"No attribute of type {value.GetType()}.");
        }
    }

    private static void ValueInfo(Stream stream, string name, int type, object[] shape)
    {
        Text(stream, 1, name);
        Message(stream, 2, info => Message(info, 1, tensor =>
        {
            Number(tensor, 1, type);
            Message(tensor, 2, dimensions =>
            {
                foreach (var axis in shape)
                {
                    Message(dimensions, 1, dimension =>
                    {
                        if (axis is string free)
                            Text(dimension, 2, free);
                        else
                            Number(dimension, 1, Convert.ToInt64(axis));
                    });
                }
            });
        }));
    }

    private static void Message(Stream stream, int field, Action<Stream> write)
    {
        var inner = new MemoryStream();
        write(inner);
        Bytes(stream, field, inner.ToArray());
    }

    private static void Text(Stream stream, int field, string text) => Bytes(stream, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(Stream stream, int field, byte[] bytes)
    {
        VarInt(stream, (ulong)(field << 3 | 2));
        VarInt(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void Number(Stream stream, int field, long value)
    {
        VarInt(stream, (ulong)(field << 3));
        VarInt(stream, (ulong)value);
    }

    private static void VarInt(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
