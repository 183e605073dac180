using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Training.Image;

/// <summary>The four parts as ONNX files; each method follows the forward of the module it writes.</summary>
internal static class PictureGraphs
{
    private const long Channels = AutoEncoder.LatentChannels, Edge = LatentFile.Edge, Length = PictureShape.CaptionLength, Width = PictureShape.TextWidth;

    public static void TextEncoder(CaptionEncoder encoder, string file)
    {
        var m = new ModuleGraph("text_encoder", encoder);
        var ids = m.Graph.Input("input_ids", OnnxType.Int64, "batch", Length);
        var x = m.Node("Add", m.Node("Gather", m.Weight("tokens.weight"), ids), m.Weight("positions"));
        for (var i = 0; i < PictureShape.TextLayers; i++)
        {
            var layer = $"layers.{i}";
            var parts = m.Split(m.Linear($"{layer}.queriesKeysValues", m.LayerNorm($"{layer}.norm1", x)), 3, 2);
            x = m.Node("Add", x, m.Linear($"{layer}.mixed", m.Attention(parts[0], parts[1], parts[2])));
            x = m.Node("Add", x, m.Linear($"{layer}.narrow", m.Silu(m.Linear($"{layer}.wide", m.LayerNorm($"{layer}.norm2", x)))));
        }
        m.Graph.Output("last_hidden_state", m.LayerNorm("norm", x), OnnxType.Float, "batch", Length, Width);
        m.Graph.Save(file);
    }

    public static void Unet(Denoiser denoiser, string file)
    {
        var m = new ModuleGraph("unet", denoiser, eightBits: true);
        var latents = m.Graph.Input("sample", OnnxType.Float, "batch", Channels, Edge, Edge);
        var time = m.Graph.Input("timestep", OnnxType.Float, "batch");
        var states = m.Graph.Input("encoder_hidden_states", OnnxType.Float, "batch", Length, Width);

        var waves = Waves(m, time);
        var caption = m.Graph.Node("ReduceMean", [states, m.Graph.Longs(1)], ("keepdims", 0));
        var moment = m.Silu(m.Node("Add", m.Linear("time2", m.Silu(m.Linear("time1", waves))), m.Linear("caption", caption)));

        var x0 = m.Conv("input", latents);
        var x1 = Timed(m, "down1", x0, moment, skips: false);
        var x2 = Timed(m, "down2", x1, moment, skips: false);
        var y1 = Seeing(m, "see1", Timed(m, "middle1", m.Conv("down", x2, stride: 2), moment, skips: false), states);
        var y = Seeing(m, "see2", Timed(m, "middle2", y1, moment, skips: false), states);
        y = Seeing(m, "see3", Timed(m, "middle3", y, moment, skips: false), states);
        y = Timed(m, "middle4", Joined(m, y, y1), moment, skips: true);
        var x = m.Conv("up", m.Doubled(y));
        x = Timed(m, "up1", Joined(m, x, x2), moment, skips: true);
        x = Timed(m, "up2", Joined(m, x, x1), moment, skips: true);
        m.Graph.Output("out_sample", m.Conv("output", m.Silu(m.GroupNorm("norm", x))), OnnxType.Float, "batch", Channels, Edge, Edge);
        m.Graph.Save(file);
    }

    public static void VaeDecoder(Decoder decoder, LatentMoments moments, string file)
    {
        var m = new ModuleGraph("vae_decoder", decoder);
        var latents = m.Graph.Input("latent_sample", OnnxType.Float, "batch", Channels, "height", "width");
        var (mean, deviation) = Moments(m, moments);
        var x = m.Conv("input", m.Node("Add", m.Node("Mul", latents, deviation), mean));
        x = Plain(m, "coarse", 3, x);
        x = Plain(m, "middle", 2, m.Conv("up1", m.Doubled(x)));
        x = Plain(m, "fine", 1, m.Conv("up2", m.Doubled(x)));
        var picture = m.Graph.Node("DepthToSpace", [m.Conv("output", m.Node("Relu", x))], ("blocksize", 2), ("mode", "DCR"));
        m.Graph.Output("sample", picture, OnnxType.Float, "batch", 3, "height8", "width8");
        m.Graph.Save(file);
    }

    public static void Upscaler(Enlarger enlarger, string file)
    {
        var m = new ModuleGraph("upscaler", enlarger);
        var picture = m.Graph.Input("sample", OnnxType.Float, "batch", 3, "height", "width");
        var x = m.Conv("output", m.Node("Relu", Plain(m, "blocks", Enlarger.Blocks, m.Conv("input", picture))));
        var detail = m.Graph.Node("DepthToSpace", [x], ("blocksize", 2), ("mode", "DCR"));
        m.Graph.Output("upscaled", m.Node("Add", m.Doubled(picture), detail), OnnxType.Float, "batch", 3, "height2", "width2");
        m.Graph.Save(file);
    }

    public static void VaeEncoder(Encoder encoder, LatentMoments moments, string file)
    {
        var m = new ModuleGraph("vae_encoder", encoder);
        var picture = m.Graph.Input("sample", OnnxType.Float, "batch", 3, "height8", "width8");
        var (mean, deviation) = Moments(m, moments);
        var x = m.Conv("input", m.Graph.Node("SpaceToDepth", [picture], ("blocksize", 4)));
        x = Plain(m, "coarse", 2, m.Conv("down", Plain(m, "fine", 2, x), stride: 2));
        x = m.Conv("output", m.Node("Relu", x));
        var bound = m.Graph.Float((float)AutoEncoder.LatentBound);
        x = m.Node("Mul", m.Node("Tanh", m.Node("Div", x, bound)), bound);
        m.Graph.Output("latent_sample", m.Node("Div", m.Node("Sub", x, mean), deviation), OnnxType.Float, "batch", Channels, "height", "width");
        m.Graph.Save(file);
    }

    /// <summary>One output a question, named by its place in <see cref="SceneQuestions.Names"/>: the chances of its answers; and "things": the chance that each thing is to be seen.</summary>
    /// <param name="given">How the latents it is given are standardised, where that is not as in its training (<paramref name="learned"/>).</param>
    public static void Critic(Critic critic, string file, LatentMoments? given = null, LatentMoments? learned = null)
    {
        var m = new ModuleGraph("critic", critic);
        var x = m.Graph.Input("latent_sample", OnnxType.Float, "batch", Channels, Edge, Edge);
        if (given is not null && learned is not null)
        {
            var scale = given.Deviation.Zip(learned.Deviation, (g, l) => g / l).ToArray();
            var shift = given.Mean.Zip(learned.Mean, (g, l) => g - l).Zip(learned.Deviation, (d, l) => d / l).ToArray();
            x = m.Node("Add", m.Node("Mul", x, m.Constant("scale", scale, 1, Channels, 1, 1)), m.Constant("shift", shift, 1, Channels, 1, 1));
        }
        x = m.Conv("input", x);
        x = Plain(m, "middle", 3, m.Conv("down1", Plain(m, "fine", 2, x), stride: 2));
        var found = m.Conv("find", m.Node("Relu", m.Conv("look", m.Node("Relu", x), kernel: 1)), kernel: 1);
        var odds = m.Graph.Node("ReduceLogSumExp", [found, m.Graph.Longs(2, 3)], ("keepdims", 0));
        m.Graph.Output("things", m.Node("Sigmoid", odds), OnnxType.Float, "batch", (long)SceneQuestions.Things.Count);
        x = m.Node("Relu", Plain(m, "coarse", 1, m.Conv("down2", x, stride: 2)));
        x = m.Graph.Node("Transpose", [m.Node("Relu", m.Conv("squeeze", x, kernel: 1))], ("perm", new long[] { 0, 2, 3, 1 }));
        var all = m.Linear("questions.head", m.Silu(m.Linear("seen", m.Node("Reshape", x, m.Graph.Longs(0, -1)))));
        var from = 0L;
        foreach (var (question, labels) in SceneQuestions.Labels.Index())
        {
            var scores = m.Node("Slice", all, m.Graph.Longs(from), m.Graph.Longs(from + labels.Length), m.Graph.Longs(1));
            m.Graph.Output($"question_{question}", m.Graph.Node("Softmax", [scores], ("axis", -1)), OnnxType.Float, "batch", (long)labels.Length);
            from += labels.Length;
        }
        m.Graph.Save(file);
    }

    private static (string Mean, string Deviation) Moments(ModuleGraph m, LatentMoments moments) =>
        (m.Constant("mean", moments.Mean, 1, Channels, 1, 1), m.Constant("deviation", moments.Deviation, 1, Channels, 1, 1));

    private static string Waves(ModuleGraph m, string time)
    {
        const int count = PictureShape.Frequencies;
        var frequencies = Enumerable.Range(0, count).Select(i => (float)Math.Exp(-Math.Log(10_000) / count * i)).ToArray();
        var angles = m.Node("MatMul", m.Node("Unsqueeze", time, m.Graph.Longs(1)), m.Constant("frequencies", frequencies, 1, count));
        return m.Graph.Node("Concat", [m.Node("Cos", angles), m.Node("Sin", angles)], ("axis", 1));
    }

    private static string Plain(ModuleGraph m, string blocks, int count, string x)
    {
        for (var i = 0; i < count; i++)
            x = m.Node("Add", x, m.Conv($"{blocks}.{i}.second", m.Node("Relu", m.Conv($"{blocks}.{i}.first", m.Node("Relu", x)))));
        return x;
    }

    private static string Timed(ModuleGraph m, string block, string x, string moment, bool skips)
    {
        var scaleShift = m.Split(m.Node("Unsqueeze", m.Linear($"{block}.moment", moment), m.Graph.Longs(2, 3)), 2, 1);
        var y = m.GroupNorm($"{block}.norm2", m.Conv($"{block}.first", m.Silu(m.GroupNorm($"{block}.norm1", x))));
        y = m.Node("Add", m.Node("Mul", y, m.Node("Add", scaleShift[0], m.Graph.Float(1))), scaleShift[1]);
        return m.Node("Add", skips ? m.Conv($"{block}.skip", x, kernel: 1) : x, m.Conv($"{block}.second", m.Silu(y)));
    }

    private static string Seeing(ModuleGraph m, string block, string x, string states)
    {
        const long edge = Edge / 2;
        var places = m.Graph.Node("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 }));
        var y = m.Node("Reshape", places, m.Graph.Longs(0, edge * edge, PictureShape.CoarseWidth));
        var own = m.Split(m.Linear($"{block}.own", m.LayerNorm($"{block}.norm1", y)), 3, 2);
        y = m.Node("Add", y, m.Linear($"{block}.ownMixed", m.Attention(own[0], own[1], own[2])));
        var seen = m.Split(m.Linear($"{block}.keysValues", states), 2, 2);
        y = m.Node("Add", y, m.Linear($"{block}.mixed", m.Attention(m.Linear($"{block}.queries", m.LayerNorm($"{block}.norm2", y)), seen[0], seen[1])));
        y = m.Node("Add", y, m.Linear($"{block}.narrow", m.Silu(m.Linear($"{block}.wide", m.LayerNorm($"{block}.norm3", y)))));
        return m.Graph.Node("Transpose", [m.Node("Reshape", y, m.Graph.Longs(0, edge, edge, PictureShape.CoarseWidth))], ("perm", new long[] { 0, 3, 1, 2 }));
    }

    private static string Joined(ModuleGraph m, string a, string b) => m.Graph.Node("Concat", [a, b], ("axis", 1));
}
