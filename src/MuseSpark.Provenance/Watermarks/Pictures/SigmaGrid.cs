namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>The singular values of a plane's blocks, from some corner on.</summary>
internal sealed class SigmaGrid
{
    /// <summary>Blocks along an edge of the tile that repeats: 8 x 8 blocks carry the 64 bits.</summary>
    public const int Tile = 8;

    private readonly int _columns, _rows;
    private readonly float[] _sigmas; // (rows, columns)

    /// <param name="shiftX">Values left out on the left.</param>
    public SigmaGrid(LumaPlane plane, int shiftX = 0, int shiftY = 0)
    {
        (_columns, _rows) = (Math.Max(0, plane.Width - shiftX) / MarkedBlock.Edge, Math.Max(0, plane.Height - shiftY) / MarkedBlock.Edge);
        _sigmas = new float[_columns * _rows];
        for (var y = 0; y < _rows; y++)
            for (var x = 0; x < _columns; x++)
            {
                var corner = (shiftY + y * MarkedBlock.Edge) * plane.Width + shiftX + x * MarkedBlock.Edge;
                _sigmas[y * _columns + x] = new MarkedBlock(plane.Values.AsSpan(corner), plane.Width).Sigma;
            }
    }

    /// <summary>Whether there is at least one whole tile.</summary>
    public bool HasAllBits => _columns >= Tile && _rows >= Tile;

    /// <summary>The bit that a block carries.</summary>
    public static int BitAt(int column, int row) => row % Tile * Tile + column % Tile;

    /// <summary>Where the singular values lie between the multiples of <paramref name="step"/>, as turns of a circle, added up for each bit.</summary>
    /// <param name="margin">Blocks that are this near to black or white are left out: what was clamped there tells of nothing.</param>
    public BitSums Sum(float step, float margin)
    {
        var sums = new BitSums();
        var turns = 1 / step;
        for (var y = 0; y < _rows; y++)
            for (var x = 0; x < _columns; x++)
            {
                var sigma = _sigmas[y * _columns + x];
                if (sigma >= margin && sigma <= MarkedBlock.White - margin) sums.Add(BitAt(x, y), sigma * turns);
            }
        return sums;
    }
}
