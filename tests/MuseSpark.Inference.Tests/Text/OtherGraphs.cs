using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Tests.Onnx;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>Graphs that work but are no text models.</summary>
internal static class OtherGraphs
{
    /// <summary>y = x + x for whole numbers [b, s].</summary>
    public static byte[] Doubling(string input)
    {
        var w = new OnnxWriter();
        var x = w.Input(input, TensorElementType.Int64, "b", "s");
        w.Output("y", w.Node("Add", [x, x]), TensorElementType.Int64, "b", "s");
        return w.ToModel();
    }

    /// <summary>y = x + four floats from another file.</summary>
    public static byte[] AddingFrom(string location)
    {
        var w = new OnnxWriter();
        w.Output("y", w.Node("Add", [w.Input("x", TensorElementType.Float, 4), w.External(location, 4)]), TensorElementType.Float, 4);
        return w.ToModel();
    }

    /// <summary>Multiplies a matrix [n, n] with itself many times over: long enough a run to cancel.</summary>
    public static byte[] Squaring(int times)
    {
        var w = new OnnxWriter();
        var x = w.Input("x", TensorElementType.Float, "n", "n");
        for (var i = 0; i < times; i++) x = w.Node("MatMul", [x, x]);
        w.Output("y", x, TensorElementType.Float, "n", "n");
        return w.ToModel();
    }
}
