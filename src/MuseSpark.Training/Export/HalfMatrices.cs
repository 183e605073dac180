using MuseSpark.Inference.Onnx.Writing;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

/// <summary>
/// Matrices kept as halves, which is half of the file, and computed with in float32: ONNX Runtime folds casts of constants when it opens
/// a graph, unless it is told not to, so that none is left to do for a token.
/// </summary>
internal sealed class HalfMatrices(GraphBuilder graph, IReadOnlyDictionary<string, Tensor> weights) : IGraphMatrices
{
    // Those whose rows are read, as they are in torch.
    private readonly Dictionary<string, string> _rows = [];

    public string Rows(string matrix, string numbers)
    {
        var stored = _rows[matrix] = Stored(matrix, weights[matrix]);
        return graph.Node("Gather", [stored, numbers]);
    }

    /// <summary>ONNX's MatMul wants W^T. One whose rows are read too (the token table) is stored once and turned at run time.</summary>
    public string Product(string x, string matrix)
    {
        if (_rows.TryGetValue(matrix, out var stored)) return graph.Node("MatMul", [x, graph.Node("Transpose", [stored], ("perm", new long[] { 1, 0 }))]);
        using var turned = weights[matrix].t();
        return graph.Node("MatMul", [x, Stored(matrix, turned)]);
    }

    private string Stored(string name, Tensor values)
    {
        using var contiguous = values.contiguous();
        return graph.Node("Cast", [graph.Weight(name, Array.ConvertAll(contiguous.data<float>().ToArray(), v => (Half)v), contiguous.shape)], ("to", (long)OnnxType.Float));
    }
}
