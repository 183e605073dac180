using MuseSpark.Inference.Onnx.Writing;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

internal sealed class Float32Matrices(GraphBuilder graph, IReadOnlyDictionary<string, Tensor> weights) : IGraphMatrices
{
    private readonly HashSet<string> _rows = [];

    public string Rows(string matrix, string numbers)
    {
        _rows.Add(matrix);
        return graph.Node("Gather", [Stored(matrix, weights[matrix]), numbers]);
    }

    /// <summary>ONNX's MatMul wants W^T. One whose rows are read too (the token table) is stored once and turned at run time.</summary>
    public string Product(string x, string matrix)
    {
        if (_rows.Contains(matrix)) return graph.Node("MatMul", [x, graph.Node("Transpose", [matrix], ("perm", new long[] { 1, 0 }))]);
        using var turned = weights[matrix].t();
        return graph.Node("MatMul", [x, Stored(matrix, turned)]);
    }

    private string Stored(string name, Tensor values)
    {
        using var contiguous = values.contiguous();
        return graph.Weight(name, contiguous.data<float>().ToArray(), contiguous.shape);
    }
}
