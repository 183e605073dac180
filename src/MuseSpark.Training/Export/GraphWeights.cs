using System.Runtime.InteropServices;
using Google.Protobuf;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Training.Export;

/// <summary>The weights in a file written by <see cref="GraphBuilder"/>, by name: how training goes on from a shipped model.</summary>
internal static class GraphWeights
{
    /// <summary>Float and float16 initializers (field 5 of the graph, field 7 of the model), values in row-major order.</summary>
    public static Dictionary<string, float[]> Read(string path) => Read(File.ReadAllBytes(path));

    public static Dictionary<string, float[]> Read(byte[] model)
    {
        var weights = new Dictionary<string, float[]>();
        foreach (var (field, graph) in Fields(model))
            if (field == 7)
                foreach (var (part, tensor) in Fields(graph))
                    if (part == 5 && Tensor(tensor) is { } named) weights.Add(named.Name, named.Values);
        return weights;
    }

    private static (string Name, float[] Values)? Tensor(byte[] bytes)
    {
        var (type, name, data) = (0L, "", Array.Empty<byte>());
        var input = new CodedInputStream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2: type = input.ReadInt64(); break;
                case 8: name = input.ReadString(); break;
                case 9: data = input.ReadBytes().ToByteArray(); break;
                default: input.SkipLastField(); break;
            }
        return (OnnxType)type switch
        {
            OnnxType.Float => (name, MemoryMarshal.Cast<byte, float>(data).ToArray()),
            OnnxType.Float16 => (name, Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(data).ToArray(), h => (float)h)),
            _ => null,
        };
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
