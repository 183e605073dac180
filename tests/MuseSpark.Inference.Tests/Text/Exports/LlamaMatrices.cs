using System.Numerics.Tensors;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Tests.Text.Exports;

/// <summary>How a graph keeps its matrices: float32, or whole numbers of 8 or 4 bits in blocks of 32 with a scale each (MatMulNBits).</summary>
internal sealed class LlamaMatrices(GraphBuilder graph, LlamaWeights weights, int bits)
{
    private const int Block = 32;

    // Products in int8, as published models ask for.
    private const long AccuracyLevel = 4;

    /// <summary>x W^T, with the rows of several matrices one below the other.</summary>
    public string Product(string x, params string[] matrices)
    {
        var width = weights.WidthOf(matrices[0]);
        var name = string.Join('+', matrices);
        var values = matrices.Length == 1 ? weights[name] : [.. matrices.SelectMany(m => weights[m])];
        var rows = values.Length / width;
        if (bits == 32) return graph.Node("MatMul", [x, graph.Weight(name, Turned(values, rows, width), width, rows)]);
        var (numbers, scales) = Rounded(values, rows, width);
        return graph.Node(
            "com.microsoft.MatMulNBits",
            [x, graph.Weight(name, numbers, rows, width / Block, Block * bits / 8), graph.Weight(name + ".scales", scales, rows, width / Block)],
            ("N", (long)rows), ("K", (long)width), ("bits", (long)bits), ("block_size", (long)Block), ("accuracy_level", AccuracyLevel));
    }

    private static float[] Turned(float[] values, int rows, int width)
    {
        var turned = new float[values.Length];
        Parallel.For(0, width, column =>
        {
            for (var row = 0; row < rows; row++) turned[column * rows + row] = values[row * width + column];
        });
        return turned;
    }

    private (byte[] Numbers, float[] Scales) Rounded(float[] values, int rows, int width)
    {
        var (numbers, scales, zero) = (new byte[(long)values.Length * bits / 8], new float[values.Length / Block], 1 << (bits - 1));
        Parallel.For(0, rows, row =>
        {
            for (var block = row * width / Block; block < (row + 1) * width / Block; block++)
            {
                var part = values.AsSpan(block * Block, Block);
                var scale = scales[block] = Math.Max(MathF.Abs(TensorPrimitives.MaxMagnitude<float>(part)), 1e-12f) / (zero - 1);
                for (var i = 0; i < Block; i++)
                {
                    var number = zero + (int)MathF.Round(part[i] / scale);
                    if (bits == 8) numbers[block * Block + i] = (byte)number;
                    else numbers[(block * Block + i) / 2] |= (byte)(i % 2 == 0 ? number : number << 4);
                }
            }
        });
        return (numbers, scales);
    }
}
