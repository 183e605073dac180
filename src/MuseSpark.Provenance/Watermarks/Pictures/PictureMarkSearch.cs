namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>The ways to look for a mark, from the cheapest on.</summary>
internal static class PictureMarkSearch
{
    /// <summary>A step of contrast changes the angle of the brightest block by a third of a turn against the darkest.</summary>
    private const double LeastGain = 0.70, GainStep = 1.006;

    private const int Gains = 105;

    /// <summary>How many of the clearest contrasts are looked at.</summary>
    private const int BestGains = 8;

    /// <summary>How many of the least sure bits are tried both ways.</summary>
    public const int Doubtful = 7;

    // A piece's bits may begin at 64 places, and each is one more chance to read what isn't there: so it gets fewer tries, of the clearest grids.
    private const int PieceGains = 2, PieceDoubtful = 3, GoodShifts = 8, BestShifts = 2;

    /// <summary>Nearer to black or white than this (of 2,040) a change of brightness or noise was clamped.</summary>
    public const float Margin = 96;

    private static readonly (int, int)[] UsualSizes = [(64, 64), (128, 128), (256, 256), (512, 512), (768, 768), (1024, 1024)];

    /// <summary>The whole picture, as it was marked but for its size.</summary>
    public static PictureMarkReading? Direct(ReadOnlySpan<byte> rgb, int width, int height, int square, MarkCode code)
    {
        var grid = new SigmaGrid(LumaPlane.Of(rgb, width, height, square, square));
        Span<float> soft = stackalloc float[MarkCode.Bits];
        foreach (var margin in (ReadOnlySpan<float>)[0, Margin])
        {
            var sums = grid.Sum(PictureWatermark.StepOf(square), margin);
            foreach (var each in (ReadOnlySpan<BitSums>)[sums, sums.Centred()])
            {
                each.Read(0, 0, 0, soft);
                if (code.TryDecode(soft, Doubtful, MarkCode.Sure, out var id, out var corrected)) return new PictureMarkReading(id, PictureMarkFound.Directly, corrected);
            }
        }
        return null;
    }

    /// <summary>The whole picture, with another contrast or brightness.</summary>
    public static PictureMarkReading? Brightness(ReadOnlySpan<byte> rgb, int width, int height, int square, MarkCode code)
    {
        var grid = new SigmaGrid(LumaPlane.Of(rgb, width, height, square, square));
        Span<float> soft = stackalloc float[MarkCode.Bits];
        foreach (var (sums, offset) in Clearest(grid, PictureWatermark.StepOf(square), BestGains))
            for (var half = 0; half < 2; half++)
            {
                sums.Read(offset + half * Math.PI, 0, 0, soft);
                if (code.TryDecode(soft, Doubtful, MarkCode.Sure, out var id, out var corrected)) return new PictureMarkReading(id, PictureMarkFound.WithOtherBrightness, corrected);
            }
        return null;
    }

    /// <summary>A piece, not scaled, of a picture of one of the sizes.</summary>
    public static PictureMarkReading? Piece(ReadOnlySpan<byte> rgb, int width, int height, ReadOnlySpan<(int Width, int Height)> sizes, MarkCode code)
    {
        var tried = new HashSet<(int, int, float)>();
        foreach (var (fullWidth, fullHeight) in sizes.IsEmpty ? UsualSizes : sizes)
        {
            if (fullWidth < width || fullHeight < height || Math.Min(fullWidth, fullHeight) < PictureWatermark.MinEdge) continue;
            var square = Array.Find(PictureWatermark.Squares, s => s <= Math.Min(fullWidth, fullHeight));
            int planeWidth = (int)((long)width * square / fullWidth), planeHeight = (int)((long)height * square / fullHeight);
            if (Math.Min(planeWidth, planeHeight) < SigmaGrid.Tile * MarkedBlock.Edge) continue;
            var step = PictureWatermark.StepOf(square);
            if (!tried.Add((planeWidth, planeHeight, step))) continue;
            if (Piece(LumaPlane.Of(rgb, width, height, planeWidth, planeHeight), step, code) is { } found) return found;
        }
        return null;
    }

    private static PictureMarkReading? Piece(LumaPlane plane, float step, MarkCode code)
    {
        // Where the grid of blocks lies shows without knowing which block carries which bit.
        var areas = new AreaGrid(plane);
        var shifts = Enumerable.Range(0, MarkedBlock.Edge * MarkedBlock.Edge).Select(i => (X: i % MarkedBlock.Edge, Y: i / MarkedBlock.Edge))
            .Where(shift => Math.Min(plane.Width - shift.X, plane.Height - shift.Y) >= SigmaGrid.Tile * MarkedBlock.Edge)
            .OrderByDescending(shift => areas.Clearness(shift.X, shift.Y, step, Margin)).Take(GoodShifts)
            .OrderByDescending(shift => new SigmaGrid(plane, shift.X, shift.Y).Sum(step, Margin).Centred().BestOffset().Clearness).Take(BestShifts);
        foreach (var (x, y) in shifts)
            foreach (var (sums, offset) in Clearest(new SigmaGrid(plane, x, y), step, PieceGains))
                if (Decode(sums, offset, PieceDoubtful, MarkCode.Sure, PictureMarkFound.InPiece, code) is { } found) return found;
        return null;
    }

    /// <summary>Bits that may begin at any place of the tile, and may all be inverted.</summary>
    public static PictureMarkReading? Decode(BitSums sums, double offset, int doubtful, double needed, PictureMarkFound how, MarkCode code)
    {
        Span<float> soft = stackalloc float[MarkCode.Bits];
        for (var turn = 0; turn < 2 * MarkCode.Bits; turn++)
        {
            sums.Read(offset + turn / MarkCode.Bits * Math.PI, turn % SigmaGrid.Tile, turn / SigmaGrid.Tile % SigmaGrid.Tile, soft);
            if (code.TryDecode(soft, doubtful, needed, out var id, out var corrected)) return new PictureMarkReading(id, how, corrected);
        }
        return null;
    }

    /// <summary>The contrasts that make the bits clearest.</summary>
    private static IEnumerable<(BitSums Sums, double Offset)> Clearest(SigmaGrid grid, float step, int count) => Enumerable.Range(0, Gains)
        .Select(i => grid.Sum(step * (float)(LeastGain * Math.Pow(GainStep, i)), Margin).Centred())
        .Select(sums => (sums, best: sums.BestOffset()))
        .OrderByDescending(s => s.best.Clearness).Take(count)
        .Select(s => (s.sums, s.best.Offset));
}
