namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// A piece that was scaled by an unknown ratio. The middle of the picture is brought to many sizes, and in each the grid of blocks is
/// looked for; the clearest few are looked at in the whole picture.
/// </summary>
internal static class ScaledPieceSearch
{
    /// <summary>Plane values for each pixel: from halves of pictures of 256 or 512 pixels (2) to pictures twice as large (0.5).</summary>
    private const double LeastZoom = 0.45, MostZoom = 2.1;

    /// <summary>A step makes the grid slip by a pixel at the edge of the part that is looked at first.</summary>
    private const double ZoomStep = 1.01;

    /// <summary>Blocks along an edge of the parts that are looked at first and second.</summary>
    private const int FirstBlocks = 28, SecondBlocks = 48;

    /// <summary>Of the first look, how many sizes get a second.</summary>
    private const int SecondLooks = 5;

    /// <summary>Of those, how many are read: each is one more chance to read what isn't there.</summary>
    private const int ThirdLooks = 2;

    /// <summary>Only pictures of 128 pixels have the larger step, and none larger comes of one.</summary>
    private const int SmallEdge = 200;

    /// <summary>Along an edge, as many values as are read at the end: enough of any picture.</summary>
    private const int MostValues = 1536;

    private static readonly double[] FineZooms = [0.994, 0.997, 1, 1.003, 1.006];

    public static PictureMarkReading? Read(ReadOnlySpan<byte> rgb, int width, int height, MarkCode code)
    {
        var whole = LumaPlane.Of(rgb, width, height, width, height);
        foreach (var square in (ReadOnlySpan<int>)(Math.Max(width, height) <= SmallEdge ? [256, 128] : [256]))
        {
            var step = PictureWatermark.StepOf(square);
            var looks = FirstLooks(whole, step).OrderByDescending(look => look.Clearness).Take(SecondLooks).Select(look => SecondLook(whole, look, step));
            foreach (var look in looks.OrderByDescending(look => look.Clearness).Take(ThirdLooks))
            {
                int across = Math.Min(width, (int)(MostValues / look.Zoom)), down = Math.Min(height, (int)(MostValues / look.Zoom));
                var plane = whole.Cut((width - across) / 2, (height - down) / 2, across, down, (int)Math.Round(across * look.Zoom), (int)Math.Round(down * look.Zoom));
                var grid = new SigmaGrid(plane, Begin(plane.Width / 2.0 + look.X), Begin(plane.Height / 2.0 + look.Y));
                if (!grid.HasAllBits) continue;
                var sums = grid.Sum(step, PictureMarkSearch.Margin).Centred();
                if (PictureMarkSearch.Decode(sums, sums.BestOffset().Offset, PictureMarkSearch.Doubtful + 1, MarkCode.SureAmongMany, PictureMarkFound.InScaledPiece, code) is { } found) return found;
            }
        }
        return null;
    }

    /// <param name="Zoom">Plane values for each pixel.</param>
    /// <param name="X">Where a block begins, in plane values from the middle of the picture.</param>
    private readonly record struct Look(double Clearness, double Zoom, double X, double Y);

    private static List<Look> FirstLooks(LumaPlane whole, float step)
    {
        var looks = new List<Look>();
        for (var zoom = LeastZoom; zoom <= MostZoom; zoom *= ZoomStep)
        {
            if (Middle(whole, zoom, FirstBlocks) is not { } middle) continue;
            var areas = new AreaGrid(middle);
            var best = new Look();
            for (var shift = 0; shift < MarkedBlock.Edge * MarkedBlock.Edge; shift++)
            {
                int x = shift % MarkedBlock.Edge, y = shift / MarkedBlock.Edge;
                var clearness = areas.Clearness(x, y, step, PictureMarkSearch.Margin);
                if (clearness > best.Clearness) best = new Look(clearness, zoom, x - middle.Width / 2.0, y - middle.Width / 2.0);
            }
            looks.Add(best);
        }
        return looks;
    }

    /// <summary>The clearest grid near to the first, in a larger part.</summary>
    private static Look SecondLook(LumaPlane whole, Look first, float step)
    {
        var best = first with { Clearness = 0 };
        foreach (var fine in FineZooms)
        {
            if (Middle(whole, first.Zoom * fine, SecondBlocks) is not { } middle) continue;
            for (var slip = 0; slip < 9; slip++)
            {
                double half = middle.Width / 2.0, x = first.X + slip % 3 - 1, y = first.Y + slip / 3 - 1;
                var clearness = new SigmaGrid(middle, Begin(half + x), Begin(half + y)).Sum(step, PictureMarkSearch.Margin).Centred().BestOffset().Clearness;
                if (clearness > best.Clearness) best = new Look(clearness, first.Zoom * fine, x, y);
            }
        }
        return best;
    }

    /// <summary>A square in the middle at another size, of so many blocks where the picture has them; null for less than a tile.</summary>
    private static LumaPlane? Middle(LumaPlane whole, double zoom, int blocks)
    {
        var edge = Math.Min((blocks + 1) * MarkedBlock.Edge - 1, (int)(Math.Min(whole.Width, whole.Height) * zoom));
        if (edge < (SigmaGrid.Tile + 1) * MarkedBlock.Edge - 1) return null;
        var pixels = Math.Min((int)Math.Round(edge / zoom), Math.Min(whole.Width, whole.Height));
        return whole.Cut((whole.Width - pixels) / 2, (whole.Height - pixels) / 2, pixels, pixels, edge, edge);
    }

    private static int Begin(double place) => (int)(Math.Round(place) % MarkedBlock.Edge + MarkedBlock.Edge) % MarkedBlock.Edge;
}
