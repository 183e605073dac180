using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Tests.Image.Exports;

/// <summary>Text encoders of picture models, small, but for their size built as the published ones.</summary>
internal static class TextExports
{
    public const int Length = 77, T5Length = 256;

    /// <summary>CLIP's text model (Radford et al. 2021): pre-norm layers under a causal mask, and a vector where the text ends.</summary>
    /// <param name="projection">Width of text_embeds; null for the model without one.</param>
    /// <param name="layerOutputs">Whether the states of each layer come out, too.</param>
    public static void Clip(string file, ulong seed, bool half, long vocabulary, long width, int? projection, bool layerOutputs, OnnxType ids = OnnxType.Int32)
    {
        var l = new Layers(seed, half);
        var input = l.Graph.Input("input_ids", ids, "batch_size", "sequence_length");
        var x = l.Add(l.Op("Gather", l.Weight(0.5, 0, vocabulary, width), input), l.Weight(0.1, 0, 1, Length, width));
        var mask = l.Constant([.. Enumerable.Range(0, Length * Length).Select(i => i % Length > i / Length ? -10_000f : 0)], 1, 1, Length, Length);
        var states = new List<string> { x };
        for (var layer = 0; layer < 2; layer++)
        {
            var normal = l.LayerNorm(x, width);
            x = l.Add(x, l.Attention(normal, normal, width, width, 2, bias: true, mask));
            var wide = l.Linear(l.LayerNorm(x, width), width, 4 * width);
            x = l.Add(x, l.Linear(l.Mul(wide, l.Op("Sigmoid", l.Mul(wide, l.Number(1.702f)))), 4 * width, width));
            states.Add(x);
        }
        var last = l.LayerNorm(x, width);
        // The token that ends a text has the highest id; the first of them counts.
        var end = l.Graph.Node("ArgMax", [l.Graph.Node("Cast", [input], ("to", (long)OnnxType.Int32))], ("axis", 1L), ("keepdims", 0L));
        var pooled = l.Graph.Node("GatherND", [last, l.Unsqueeze(end, 1)], ("batch_dims", 1L));
        if (projection is { } to) l.Output("text_embeds", l.Linear(pooled, width, to, bias: false), "batch_size", to);
        l.Output("last_hidden_state", last, "batch_size", "sequence_length", width);
        if (projection is null) l.Output("pooler_output", pooled, "batch_size", width);
        if (layerOutputs)
            foreach (var (i, state) in states.Index()) l.Output($"hidden_states.{i}", state, "batch_size", "sequence_length", width);
        l.Graph.Save(file);
    }

    /// <summary>The encoder of T5 1.1 (Raffel et al. 2020): scaled norms, positions as a bias of the scores, a gated layer; no scaling of scores.</summary>
    public static void T5(string file, ulong seed, bool half, long vocabulary, long width)
    {
        const int heads = 2;
        var l = new Layers(seed, half);
        var x = l.Op("Gather", l.Weight(0.5, 0, vocabulary, width), l.Graph.Input("input_ids", OnnxType.Int64, "batch_size", "sequence_length"));
        var byDistance = new SeededRandom(seed);
        var biases = new float[heads * 2 * T5Length];
        byDistance.FillNormal(biases);
        var positions = l.Constant(
            [.. Enumerable.Range(0, heads * T5Length * T5Length).Select(i => biases[i / (T5Length * T5Length) * 2 * T5Length + T5Length + i % T5Length - i / T5Length % T5Length])], 1, heads, T5Length, T5Length);
        for (var layer = 0; layer < 2; layer++)
        {
            var normal = RmsNorm(x);
            string q = l.Linear(normal, width, width, false), k = l.Linear(normal, width, width, false), v = l.Linear(normal, width, width, false);
            x = l.Add(x, l.Linear(l.Attend(q, k, v, width, heads, positions, scale: 1), width, width, false));
            var next = RmsNorm(x);
            x = l.Add(x, l.Linear(l.Mul(l.Gelu(l.Linear(next, width, 2 * width, false)), l.Linear(next, width, 2 * width, false)), 2 * width, width, false));
        }
        l.Output("last_hidden_state", RmsNorm(x), "batch_size", "sequence_length", width);
        l.Graph.Save(file);

        string RmsNorm(string value)
        {
            var mean = l.Graph.Node("ReduceMean", [l.Mul(value, value), l.Graph.Longs(-1)], ("keepdims", 1L));
            return l.Mul(l.Op("Div", value, l.Op("Sqrt", l.Add(mean, l.Number(1e-5f)))), l.Weight(0.1, 1, width));
        }
    }
}
