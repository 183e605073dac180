using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Float32 tensors in a stream: the number of values, then the values in row-major order whatever the memory layout.</summary>
public static class TensorFile
{
    public static void Write(BinaryWriter writer, Tensor tensor)
    {
        using var plain = tensor.detach().to(ScalarType.Float32).contiguous();
        writer.Write(plain.numel());
        writer.Write(plain.bytes);
    }

    /// <summary>Fills an existing tensor; its size must be the stored one.</summary>
    public static void Read(BinaryReader reader, Tensor target)
    {
        var count = reader.ReadInt64();
        if (count != target.numel()) throw new InvalidDataException($"A tensor of {count} values does not fit into one of {target.numel()}.");
        var values = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        using var loaded = tensor(values, target.shape);
        target.copy_(loaded);
    }
}
