using System.Numerics.Tensors;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Writes the classifier as ONNX. scores = sigmoid(slope * logits + shift), logits from bags (b, n) x table[features] (n, w). The
/// table holds the hashed rows and then those of meanings, in int8 with a scale for each row in float16.
/// </summary>
internal static class SafetyGraph
{
    /// <param name="words">Numbers of the words whose meaning is kept, in the order of their rows.</param>
    public static void Write(SafetyModel model, IReadOnlyList<int> words, string path)
    {
        var net = model.Net;
        var categories = Categories.Judged.Count;
        float[] rows = [.. net.Table, .. words.SelectMany(net.Meaning)];
        var (table, scales) = Quantise(rows, net.Width);
        var graph = new GraphBuilder("spark-safety");
        var features = graph.Input(NgramModel.Features, OnnxType.Int32, "n");
        var bags = graph.Input(NgramModel.Bags, OnnxType.Float, "b", "n");

        var count = rows.Length / net.Width;
        var picked = graph.Node("Cast", [graph.Node("Gather", [graph.Weight("table", table, count, net.Width), features], ("axis", 0))], ("to", (long)OnnxType.Float));
        var scale = graph.Node("Cast", [graph.Node("Gather", [graph.Weight("table_scale", scales, count, 1), features], ("axis", 0))], ("to", (long)OnnxType.Float));
        var sums = graph.Node("MatMul", [bags, graph.Node("Mul", [picked, scale])]);
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

    private static (sbyte[] Table, Half[] Scales) Quantise(float[] table, int width)
    {
        var scales = new Half[table.Length / width];
        var small = new sbyte[table.Length];
        for (var row = 0; row < scales.Length; row++)
        {
            var values = table.AsSpan(row * width, width);
            var scale = scales[row] = (Half)(Math.Abs(TensorPrimitives.MaxMagnitude<float>(values)) / 127);
            // What float16 can't tell from zero was hardly touched by training.
            if (scale == (Half)0) continue;
            for (var w = 0; w < width; w++) small[row * width + w] = (sbyte)Math.Clamp(MathF.Round(values[w] / (float)scale), -127, 127);
        }
        return (small, scales);
    }
}
