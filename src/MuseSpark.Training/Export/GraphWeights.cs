using System.Runtime.InteropServices;
using Google.Protobuf;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Training.Export;

/// <summary>The weights in a file written by <see cref="GraphBuilder"/>, by name: how training goes on from a shipped model.</summary>
internal static class GraphWeights
{
    private sealed record Stored(string Name, long[] Shape, float[] Values, bool IsScaled);

    /// <summary>Float, float16 and scaled 8-bit initializers (field 5 of the graph, field 7 of the model), values in row-major order.</summary>
    public static Dictionary<string, float[]> Read(string path) => Read(File.ReadAllBytes(path));

    public static Dictionary<string, float[]> Read(byte[] model)
    {
        var stored = new Dictionary<string, Stored>();
        foreach (var (field, graph) in Fields(model))
            if (field == 7)
                foreach (var (part, tensor) in Fields(graph))
                    if (part == 5 && Tensor(tensor) is { } named) stored.Add(named.Name, named);
        foreach (var bytes in stored.Values.Where(tensor => tensor.IsScaled && stored.ContainsKey($"{tensor.Name}.scale"))) Scale(bytes.Values, stored[$"{bytes.Name}.scale"]);
        return stored.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Values);
    }

    /// <summary>A scale for each of the first axis, or for each of the last.</summary>
    private static void Scale(float[] values, Stored scales)
    {
        var count = scales.Values.Length;
        for (var i = 0; i < values.Length; i++) values[i] *= scales.Values[scales.Shape[0] == count ? i / (values.Length / count) : i % count];
    }

    private static Stored? Tensor(byte[] bytes)
    {
        var (type, name, data, shape) = (0L, "", Array.Empty<byte>(), new List<long>());
        var input = new CodedInputStream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1 when WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint: shape.Add(input.ReadInt64()); break;
                case 1: ReadPacked(input.ReadBytes(), shape); break;
                case 2: type = input.ReadInt64(); break;
                case 8: name = input.ReadString(); break;
                case 9: data = input.ReadBytes().ToByteArray(); break;
                default: input.SkipLastField(); break;
            }
        return (OnnxType)type switch
        {
            OnnxType.Float => new(name, [.. shape], MemoryMarshal.Cast<byte, float>(data).ToArray(), false),
            OnnxType.Float16 => new(name, [.. shape], Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(data).ToArray(), h => (float)h), false),
            OnnxType.Int8 => new(name, [.. shape], Array.ConvertAll(data, b => (float)(sbyte)b), true),
            _ => null,
        };
    }

    private static void ReadPacked(ByteString bytes, List<long> numbers)
    {
        for (var packed = bytes.CreateCodedInput(); !packed.IsAtEnd;) numbers.Add(packed.ReadInt64());
    }

    /// <summary>The length-delimited fields of a message.</summary>
    private static IEnumerable<(int Field, byte[] Content)> Fields(byte[] message)
    {
        var input = new CodedInputStream(message);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited) yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray());
            else input.SkipLastField();
        }
    }
}
