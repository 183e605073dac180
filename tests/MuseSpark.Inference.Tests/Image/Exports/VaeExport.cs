namespace MuseSpark.Inference.Tests.Image.Exports;

/// <summary>Both halves of an AutoencoderKL, and the decoder of an AutoencoderTiny.</summary>
internal static class VaeExport
{
    private const long Groups = 4;
    private static readonly long[] Channels = [8, 8, 16, 16];

    public static void Encoder(string file, ulong seed, bool half, long latents)
    {
        var l = new Layers(seed, half);
        var x = l.Conv(l.Input("sample", "batch_size", 3, "sample_height", "sample_width"), 3, Channels[0]);
        var at = Channels[0];
        for (var level = 0; level < Channels.Length; level++)
        {
            x = Residual(l, x, at, Channels[level]);
            at = Channels[level];
            // One row and column more at the end, none at the beginning.
            if (level < Channels.Length - 1) x = l.Conv(x, at, at, stride: 2, pads: [0, 0, 1, 1]);
        }
        x = l.Conv(l.Silu(l.GroupNorm(Middle(l, x, at), at, Groups)), at, 2 * latents);
        l.Output("latent_parameters", l.Conv(x, 2 * latents, 2 * latents, kernel: 1), "batch_size", 2 * latents, "latent_height", "latent_width");
        l.Graph.Save(file);
    }

    public static void Decoder(string file, ulong seed, bool half, long latents)
    {
        var l = new Layers(seed, half);
        var at = Channels[^1];
        var x = l.Conv(l.Conv(l.Input("latent_sample", "batch_size", latents, "latent_height", "latent_width"), latents, latents, kernel: 1), latents, at);
        x = Middle(l, x, at);
        for (var level = Channels.Length - 1; level >= 0; level--)
        {
            x = Residual(l, Residual(l, x, at, Channels[level]), Channels[level], Channels[level]);
            at = Channels[level];
            if (level > 0) x = l.Conv(l.Upsample(x), at, at);
        }
        l.Output("sample", l.Conv(l.Silu(l.GroupNorm(x, at, Groups)), at, 3), "batch_size", 3, "height", "width");
        l.Graph.Save(file);
    }

    /// <summary>TAESD's decoder: convolutions and ReLU, nothing that looks at the whole picture. One block a level instead of three.</summary>
    public static void Tiny(string file, ulong seed, bool half, long latents)
    {
        const long width = 8;
        var l = new Layers(seed, half);
        var latent = l.Mul(l.Op("Tanh", l.Mul(l.Input("latent_sample", "batch_size", latents, "latent_height", "latent_width"), l.Number(1 / 3f))), l.Number(3));
        var x = l.Op("Relu", l.Conv(latent, latents, width));
        for (var level = 0; level < 4; level++)
        {
            var inner = l.Conv(l.Op("Relu", l.Conv(l.Op("Relu", l.Conv(x, width, width)), width, width)), width, width);
            x = l.Op("Relu", l.Add(x, inner));
            if (level < 3) x = l.Conv(l.Upsample(x), width, width);
        }
        l.Output("sample", l.Add(l.Mul(l.Conv(x, width, 3), l.Number(2)), l.Number(-1)), "batch_size", 3, "height", "width");
        l.Graph.Save(file);
    }

    private static string Residual(Layers l, string x, long from, long to)
    {
        var inner = l.Conv(l.Silu(l.GroupNorm(x, from, Groups)), from, to);
        inner = l.Conv(l.Silu(l.GroupNorm(inner, to, Groups)), to, to);
        return l.Add(from == to ? x : l.Conv(x, from, to, kernel: 1), inner);
    }

    private static string Middle(Layers l, string x, long width)
    {
        x = Residual(l, x, width, width);
        var places = l.Transpose(l.Reshape(l.GroupNorm(x, width, Groups), 0, width, -1), 0, 2, 1);
        var mixed = l.Transpose(l.Attention(places, places, width, width, 1, bias: true), 0, 2, 1);
        return Residual(l, l.Add(x, l.Op("Reshape", mixed, l.Op("Shape", x))), width, width);
    }
}
