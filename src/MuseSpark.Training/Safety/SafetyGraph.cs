using System.Numerics.Tensors;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Writes the classifier as ONNX: logits = bags (b, n) x table[features] (n, o) + max over places of relu(three neighbouring meanings
/// x filters) x read + bias; chances = sigmoid(slope * logits + shift); scores = the categories' chances, the likeliest
/// raised to the chance of anything at all. Table and meanings are kept in int8 with a scale for each row in float16.
/// </summary>
internal static class SafetyGraph
{
    /// <param name="words">Numbers of the words whose meaning is kept, in the order of their rows.</param>
    public static void Write(SafetyModel model, IReadOnlyList<int> words, string path)
    {
        var net = model.Net;
        var graph = new GraphBuilder("spark-safety");
        var features = graph.Input(NgramModel.Features, OnnxType.Int32, "n");
        var bags = graph.Input(NgramModel.Bags, OnnxType.Float, "b", "n");
        var places = graph.Input(NgramModel.Words, OnnxType.Int32, "b", "l");
        var sums = graph.Node("MatMul", [bags, Pick(graph, "table", net.Table, SafetyNet.Outputs, features)]);

        // Row 0 is a word of no meaning.
        float[] meanings = [.. new float[WordVectors.Size], .. words.SelectMany(word => model.Vectors[word].ToArray())];
        var vectors = Pick(graph, "meanings", meanings, WordVectors.Size, places);
        var neighbours = graph.Node("Concat", [Shifted(graph, vectors, 0, -2), Shifted(graph, vectors, 1, -1), Shifted(graph, vectors, 2, int.MaxValue)], ("axis", 2));
        var answers = graph.Node("MatMul", [neighbours, graph.Weight("filters", Transposed(net.Filters.Weights), MeaningFilters.Span * WordVectors.Size, net.Read.Length / SafetyNet.Outputs)]);
        answers = graph.Node("ReduceMax", [graph.Node("Relu", [answers]), graph.Longs(1)], ("keepdims", 0));
        var logits = graph.Node("Add", [sums, graph.Node("MatMul", [answers, graph.Weight("read", net.Read, net.Read.Length / SafetyNet.Outputs, SafetyNet.Outputs)])]);
        logits = graph.Node("Add", [logits, graph.Weight("bias", net.Bias, SafetyNet.Outputs)]);
        logits = graph.Node("Mul", [logits, graph.Weight("slope", model.Calibration.Select(p => p.Slope).ToArray(), SafetyNet.Outputs)]);
        logits = graph.Node("Add", [logits, graph.Weight("shift", model.Calibration.Select(p => p.Shift).ToArray(), SafetyNet.Outputs)]);

        var chances = graph.Node("Split", [graph.Node("Sigmoid", [logits]), graph.Longs(SafetyNet.Outputs - 1, 1)], ["chances", "any"], ("axis", 1));
        var highest = graph.Node("ReduceMax", [chances[0], graph.Longs(1)], ("keepdims", 1));
        var shares = graph.Node("Pow", [graph.Node("Div", [chances[0], highest]), graph.Float(SafetyModel.Share)]);
        graph.Output(NgramModel.Scores, graph.Node("Max", [chances[0], graph.Node("Mul", [shares, chances[1]])]), OnnxType.Float, "b", SafetyNet.Outputs - 1);
        graph.Save(path);
    }

    private static string Pick(GraphBuilder graph, string name, float[] values, int width, string rows)
    {
        var (table, scales) = Quantise(values, width);
        var picked = graph.Node("Cast", [graph.Node("Gather", [graph.Weight(name, table, scales.Length, width), rows], ("axis", 0))], ("to", (long)OnnxType.Float));
        var scale = graph.Node("Cast", [graph.Node("Gather", [graph.Weight(name + "_scale", scales, scales.Length, 1), rows], ("axis", 0))], ("to", (long)OnnxType.Float));
        return graph.Node("Mul", [picked, scale]);
    }

    private static string Shifted(GraphBuilder graph, string vectors, long from, long to) =>
        graph.Node("Slice", [vectors, graph.Longs(from), graph.Longs(to), graph.Longs(1)]);

    /// <summary>(filters, inputs) to (inputs, filters).</summary>
    private static float[] Transposed(ReadOnlySpan<float> filters)
    {
        const int inputs = MeaningFilters.Span * WordVectors.Size;
        var result = new float[filters.Length];
        var count = filters.Length / inputs;
        for (var f = 0; f < count; f++)
            for (var i = 0; i < inputs; i++) result[i * count + f] = filters[f * inputs + i];
        return result;
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
