namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// A quick look at where a grid of blocks may lie: a block's mean brightness stands for its singular value, which is hardly larger where
/// the picture is smooth. A block's sum is four look-ups (summed areas, Crow 1984), so all 64 places cost little more than one.
/// </summary>
internal sealed class AreaGrid
{
    private readonly int _width, _height;
    private readonly double[] _areas; // (height + 1, width + 1), sums of all above and to the left

    public AreaGrid(LumaPlane plane)
    {
        (_width, _height) = (plane.Width, plane.Height);
        var stride = _width + 1;
        _areas = new double[stride * (_height + 1)];
        for (var y = 0; y < _height; y++)
        {
            double row = 0;
            for (var x = 0; x < _width; x++)
                _areas[(y + 1) * stride + x + 1] = _areas[y * stride + x + 1] + (row += plane.Values[y * _width + x]);
        }
    }

    /// <summary>How clear the bits are in the grid that begins there; see <see cref="BitSums.BestOffset"/>.</summary>
    /// <param name="margin">Blocks that are this near to black or white are left out.</param>
    public double Clearness(int shiftX, int shiftY, float step, float margin)
    {
        var bits = new BitSums();
        var stride = _width + 1;
        int columns = (_width - shiftX) / MarkedBlock.Edge, rows = (_height - shiftY) / MarkedBlock.Edge;
        for (var row = 0; row < rows; row++)
        {
            var upper = (shiftY + row * MarkedBlock.Edge) * stride + shiftX;
            var lower = upper + MarkedBlock.Edge * stride;
            for (var column = 0; column < columns; column++, upper += MarkedBlock.Edge, lower += MarkedBlock.Edge)
            {
                var sigma = (float)(_areas[lower + MarkedBlock.Edge] - _areas[lower] - _areas[upper + MarkedBlock.Edge] + _areas[upper]) / MarkedBlock.Edge;
                if (sigma >= margin && sigma <= MarkedBlock.White - margin) bits.Add(SigmaGrid.BitAt(column, row), sigma / step);
            }
        }
        return bits.Centred().BestOffset().Clearness;
    }
}
