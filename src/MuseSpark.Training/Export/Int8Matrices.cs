using MuseSpark.Inference.Onnx.Writing;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MuseSpark.Training.Export;

/// <summary>
/// Matrices in bytes: weight = (byte - 128) * scale, one scale for each block of 256 weights of a row, which is the whole row
/// where the width is 256. MatMulNBits is ONNX Runtime's own operator; it also rounds each row of x to bytes, by blocks.
/// </summary>
internal sealed class Int8Matrices(GraphBuilder graph, IReadOnlyDictionary<string, Tensor> weights) : IGraphMatrices
{
    // The largest that MatMulNBits knows, and what it subtracts from a byte.
    private const int BlockSize = 256, Zero = 128;

    // Products in int8. Without it the matrix would be turned into floats anew for each token.
    private const long AccuracyLevel = 4;

    private readonly Dictionary<string, (string Bytes, string Scales)> _stored = [];

    public string Rows(string matrix, string numbers)
    {
        var (bytes, scales) = Stored(matrix);
        var values = graph.Node("Cast", [graph.Node("Gather", [bytes, numbers])], ("to", (long)OnnxType.Float));   // [b, s, blocks, 256]
        var scale = graph.Node("Unsqueeze", [graph.Node("Gather", [scales, numbers]), graph.Longs(-1)]);
        var rows = graph.Node("Mul", [graph.Node("Sub", [values, graph.Float(Zero)]), scale]);
        var flat = graph.Node("Reshape", [rows, graph.Longs(0, 0, -1)]);
        var width = weights[matrix].shape[1];
        return width % BlockSize == 0 ? flat : graph.Node("Slice", [flat, graph.Longs(0), graph.Longs(width), graph.Longs(-1)]);
    }

    public string Product(string x, string matrix)
    {
        var (bytes, scales) = Stored(matrix);
        var shape = weights[matrix].shape;
        return graph.Node("com.microsoft.MatMulNBits", [x, bytes, scales],
            ("N", shape[0]), ("K", shape[1]), ("bits", 8L), ("block_size", (long)BlockSize), ("accuracy_level", AccuracyLevel));
    }

    private (string Bytes, string Scales) Stored(string matrix)
    {
        if (_stored.TryGetValue(matrix, out var known)) return known;
        using var contiguous = weights[matrix].contiguous();
        var (rows, width) = ((int)contiguous.shape[0], (int)contiguous.shape[1]);
        var blocks = (width + BlockSize - 1) / BlockSize;
        var (bytes, scales) = Quantize(contiguous.data<float>().ToArray(), rows, width, blocks);
        return _stored[matrix] = (
            graph.Weight(matrix, bytes, rows, blocks, BlockSize), graph.Weight(matrix + ".scale", scales, rows, blocks));
    }

    private static (byte[] Bytes, float[] Scales) Quantize(float[] values, int rows, int width, int blocks)
    {
        var (bytes, scales) = (new byte[rows * blocks * BlockSize], new float[rows * blocks]);
        Array.Fill(bytes, (byte)Zero);   // what lies behind a row's end counts nothing
        for (var row = 0; row < rows; row++)
            for (var block = 0; block < blocks; block++)
            {
                var part = values.AsSpan(row * width + block * BlockSize, Math.Min(BlockSize, width - block * BlockSize));
                var place = row * blocks + block;
                var largest = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(part));
                var scale = scales[place] = largest == 0 ? 1 : largest / 127;
                for (var i = 0; i < part.Length; i++) bytes[place * BlockSize + i] = (byte)(Zero + (int)MathF.Round(part[i] / scale));
            }
        return (bytes, scales);
    }
}
