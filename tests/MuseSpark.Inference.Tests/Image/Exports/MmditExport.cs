namespace MuseSpark.Inference.Tests.Image.Exports;

/// <summary>An SD3Transformer2DModel (Esser et al. 2024, figure 2): words and patches are two streams that attend to each other.</summary>
internal static class MmditExport
{
    private const long Width = 32, Heads = 2, Patch = 2, MaxPositions = 32, TimeWidth = 16;

    public static void Save(string file, ulong seed, bool half, long channels, long words, long pooled)
    {
        var l = new Layers(seed, half);
        var sample = l.Input("hidden_states", "batch_size", channels, "height", "width");
        var context = l.Linear(l.Input("encoder_hidden_states", "batch_size", "sequence_length", words), words, Width);
        var whole = l.Input("pooled_projections", "batch_size", pooled);
        var time = l.Sinusoid(l.Input("timestep", "step"), TimeWidth);
        var told = l.Add(Mlp(time, TimeWidth), Mlp(whole, pooled));

        // Patches, and the middle of a larger field of positions.
        var patches = l.Conv(sample, channels, Width, kernel: Patch, stride: Patch, pads: [0, 0, 0, 0]);
        var positions = l.Weight(0.3, 0, 1, Width, MaxPositions, MaxPositions);
        foreach (var axis in new long[] { 2, 3 })
        {
            var edge = Edge(patches, axis);
            var start = l.Op("Div", l.Op("Sub", l.Graph.Longs(MaxPositions), edge), l.Graph.Longs(2));
            positions = l.Slice(positions, start, l.Add(start, edge), axis);
        }
        var x = l.Transpose(l.Reshape(l.Add(patches, positions), 0, Width, -1), 0, 2, 1);

        for (var block = 0; block < 2; block++)
        {
            var isLast = block == 1;
            var ofX = l.Chunk(l.Unsqueeze(l.Linear(l.Silu(told), Width, 6 * Width), 1), 6, Width, 2);
            // The last block's words end there: they only move and scale before the attention.
            var ofContext = l.Chunk(l.Unsqueeze(l.Linear(l.Silu(told), Width, (isLast ? 2 : 6) * Width), 1), isLast ? 2 : 6, Width, 2);
            var (contextShift, contextScale) = isLast ? (ofContext[1], ofContext[0]) : (ofContext[0], ofContext[1]);
            string normalX = Modulate(x, ofX[0], ofX[1]), normalContext = Modulate(context, contextShift, contextScale);
            var count = Edge(x, 1);
            string Both() => l.Concat(1, l.Linear(normalX, Width, Width), l.Linear(normalContext, Width, Width));
            var mixed = l.Attend(Both(), Both(), Both(), Width, Heads);
            x = l.Add(x, l.Mul(ofX[2], l.Linear(l.Slice(mixed, l.Graph.Longs(0), count, 1), Width, Width)));
            x = l.Add(x, l.Mul(ofX[5], Wide(Modulate(x, ofX[3], ofX[4]))));
            if (isLast) break;
            context = l.Add(context, l.Mul(ofContext[2], l.Linear(l.Slice(mixed, count, l.Graph.Longs(int.MaxValue), 1), Width, Width)));
            context = l.Add(context, l.Mul(ofContext[5], Wide(Modulate(context, ofContext[3], ofContext[4]))));
        }

        var end = l.Chunk(l.Unsqueeze(l.Linear(l.Silu(told), Width, 2 * Width), 1), 2, Width, 2);
        x = l.Linear(Modulate(x, end[1], end[0]), Width, Patch * Patch * channels);
        var grid = l.Op("Reshape", x, l.Concat(0, l.Graph.Longs(-1), Edge(patches, 2), Edge(patches, 3), l.Graph.Longs(Patch, Patch, channels)));
        l.Output("out_hidden_states", l.Op("Reshape", l.Transpose(grid, 0, 5, 1, 3, 2, 4), l.Op("Shape", sample)), "batch_size", channels, "height", "width");
        l.Graph.Save(file);

        string Edge(string value, long axis) => l.Graph.Node("Gather", [l.Op("Shape", value), l.Graph.Longs(axis)], ("axis", 0L));
        string Mlp(string value, long from) => l.Linear(l.Silu(l.Linear(value, from, Width)), Width, Width);
        string Wide(string value) => l.Linear(l.Gelu(l.Linear(value, Width, 4 * Width)), 4 * Width, Width);
        string Modulate(string value, string shift, string scale) => l.Add(l.Mul(l.LayerNorm(value, Width, affine: false), l.Add(scale, l.Number(1))), shift);
    }
}
