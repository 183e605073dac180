using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Tests.Image.Exports;

/// <summary>A UNet2DConditionModel: the denoiser of Stable Diffusion 1 and 2, of latent consistency models and of SDXL.</summary>
/// <param name="Channels">Of each level.</param>
/// <param name="Depths">Transformer blocks of each level; 0: convolutions only.</param>
/// <param name="GuidanceWidth">Width of timestep_cond; null without.</param>
/// <param name="PooledWidth">Width of text_embeds; null without, and then without time_ids, too.</param>
/// <param name="In">Channels that go in: 4, or 9 for a model that fills gaps.</param>
internal sealed record UnetExport(long[] Channels, int[] Depths, long Words, OnnxType Timestep, long? GuidanceWidth = null, long? PooledWidth = null, long In = 4)
{
    private const long Groups = 8, Heads = 2, Out = 4, SizeWidth = 8;

    public void Save(string file, ulong seed, bool half)
    {
        var l = new Layers(seed, half);
        var sample = l.Input("sample", "batch_size", In, "height", "width");
        var timestep = l.Graph.Input("timestep", Timestep, "steps");
        var words = l.Input("encoder_hidden_states", "batch_size", "sequence_length", Words);
        var wide = 4 * Channels[0];
        var time = l.Sinusoid(timestep, Channels[0]);
        if (GuidanceWidth is { } guidance) time = l.Add(time, l.Linear(l.Input("timestep_cond", "batch_size", guidance), guidance, Channels[0], bias: false));
        time = l.Linear(l.Silu(l.Linear(time, Channels[0], wide)), wide, wide);
        if (PooledWidth is { } pooled)
        {
            var whole = l.Input("text_embeds", "batch_size", pooled);
            var sizes = l.Reshape(l.Sinusoid(l.Input("time_ids", "batch_size", 6), SizeWidth), -1, 6 * SizeWidth);
            time = l.Add(time, l.Linear(l.Silu(l.Linear(l.Concat(-1, whole, sizes), pooled + 6 * SizeWidth, wide)), wide, wide));
        }

        var x = l.Conv(sample, In, Channels[0]);
        var skips = new Stack<(string Value, long Channels)>([(x, Channels[0])]);
        var at = Channels[0];
        for (var level = 0; level < Channels.Length; level++)
        {
            x = Transform(l, Residual(l, x, time, at, Channels[level], wide), words, Channels[level], Depths[level]);
            at = Channels[level];
            skips.Push((x, at));
            if (level == Channels.Length - 1) break;
            x = l.Conv(x, at, at, stride: 2);
            skips.Push((x, at));
        }
        x = Residual(l, Transform(l, Residual(l, x, time, at, at, wide), words, at, Math.Max(1, Depths[^1])), time, at, at, wide);
        for (var level = Channels.Length - 1; level >= 0; level--)
        {
            for (var layer = 0; layer < 2; layer++)
            {
                var (skip, width) = skips.Pop();
                x = Transform(l, Residual(l, l.Concat(1, x, skip), time, at + width, Channels[level], wide), words, Channels[level], Depths[level]);
                at = Channels[level];
            }
            if (level > 0) x = l.Conv(l.Upsample(x), at, at);
        }
        x = l.Conv(l.Silu(l.GroupNorm(x, at, Groups)), at, Out);
        l.Output("out_sample", x, "batch_size", Out, "height", "width");
        l.Graph.Save(file);
    }

    private static string Residual(Layers l, string x, string time, long from, long to, long wide)
    {
        var inner = l.Conv(l.Silu(l.GroupNorm(x, from, Groups)), from, to);
        inner = l.Add(inner, l.Unsqueeze(l.Linear(l.Silu(time), wide, to), 2, 3));
        inner = l.Conv(l.Silu(l.GroupNorm(inner, to, Groups)), to, to);
        return l.Add(from == to ? x : l.Conv(x, from, to, kernel: 1), inner);
    }

    /// <summary>Self-attention, attention to the words, and a gated layer, on places as a sequence.</summary>
    private string Transform(Layers l, string x, string words, long channels, int depth)
    {
        if (depth == 0) return x;
        var inner = l.Linear(l.Transpose(l.Reshape(l.GroupNorm(x, channels, Groups), 0, channels, -1), 0, 2, 1), channels, channels);
        for (var block = 0; block < depth; block++)
        {
            var normal = l.LayerNorm(inner, channels);
            inner = l.Add(inner, l.Attention(normal, normal, channels, channels, Heads));
            inner = l.Add(inner, l.Attention(l.LayerNorm(inner, channels), words, channels, Words, Heads));
            var gated = l.Chunk(l.Linear(l.LayerNorm(inner, channels), channels, 8 * channels), 2, 4 * channels, 2);
            inner = l.Add(inner, l.Linear(l.Mul(gated[0], l.Gelu(gated[1])), 4 * channels, channels));
        }
        var flat = l.Transpose(l.Linear(inner, channels, channels), 0, 2, 1);
        return l.Add(x, l.Op("Reshape", flat, l.Op("Shape", x)));
    }
}
