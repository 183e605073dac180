using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Writes the classifier as ONNX. scores = sigmoid(slope * logits + shift), logits from bags (b, n) x table[features] (n, w). The
/// table is kept in int8, with one scale a column: a row that training hardly touched becomes zeros.
/// </summary>
internal static class SafetyGraph
{
    public static void Write(SafetyModel model, string path)
    {
        var net = model.Net;
        var categories = Categories.Judged.Count;
        var (table, scales) = Quantise(net.Table, net.Width);
        var graph = new GraphBuilder("spark-safety");
        var features = graph.Input(NgramModel.Features, OnnxType.Int32, "n");
        var bags = graph.Input(NgramModel.Bags, OnnxType.Float, "b", "n");

        var rows = graph.Node("Gather", [graph.Weight("table", table, model.Rows, net.Width), features], ("axis", 0));
        var sums = graph.Node("MatMul", [bags, graph.Node("Cast", [rows], ("to", (long)OnnxType.Float))]);
        sums = graph.Node("Mul", [sums, graph.Weight("table_scale", scales, net.Width)]);
        var logits = graph.Node("Add", [sums, graph.Weight("bias", net.Bias, net.Width)]);
        if (net.Hidden > 0)
        {
            logits = graph.Node("MatMul", [graph.Node("Relu", [logits]), graph.Weight("out", net.Out, net.Width, categories)]);
            logits = graph.Node("Add", [logits, graph.Weight("out_bias", net.OutBias, categories)]);
        }
        logits = graph.Node("Mul", [logits, graph.Weight("slope", model.Calibration.Select(p => p.Slope).ToArray(), categories)]);
        logits = graph.Node("Add", [logits, graph.Weight("shift", model.Calibration.Select(p => p.Shift).ToArray(), categories)]);
        graph.Output(NgramModel.Scores, graph.Node("Sigmoid", [logits]), OnnxType.Float, "b", categories);
        graph.Save(path);
    }

    private static (sbyte[] Table, float[] Scales) Quantise(float[] table, int width)
    {
        var scales = new float[width];
        for (var i = 0; i < table.Length; i++) scales[i % width] = Math.Max(scales[i % width], Math.Abs(table[i]) / 127);
        var small = new sbyte[table.Length];
        for (var i = 0; i < table.Length; i++) small[i] = scales[i % width] == 0 ? (sbyte)0 : (sbyte)MathF.Round(table[i] / scales[i % width]);
        return (small, scales);
    }
}
