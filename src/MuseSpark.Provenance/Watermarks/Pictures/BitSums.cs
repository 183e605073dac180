namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// For each of the 64 bits the sum of the unit vectors of its blocks. A marked block's angle is a quarter turn for a 0 and three
/// quarters for a 1, plus an offset common to all where the brightness was shifted; an unmarked picture's point anywhere.
/// </summary>
internal sealed class BitSums
{
    // A thousandth of a turn is far below what noise moves.
    private const int Parts = 1024;

    private static readonly float[] Cos = [.. Enumerable.Range(0, Parts).Select(i => MathF.Cos((i + 0.5f) * 2 * MathF.PI / Parts))];
    private static readonly float[] Sin = [.. Enumerable.Range(0, Parts).Select(i => MathF.Sin((i + 0.5f) * 2 * MathF.PI / Parts))];

    private readonly float[] _cos = new float[MarkCode.Bits], _sin = new float[MarkCode.Bits];
    private int _blocks;

    /// <param name="turns">Where on the circle, not negative; whole turns don't count.</param>
    public void Add(int bit, float turns)
    {
        var part = (int)(turns * Parts) & Parts - 1;
        _cos[bit] += Cos[part];
        _sin[bit] += Sin[part];
        _blocks++;
    }

    /// <summary>
    /// Takes out what all bits have in common: about as many are 0 as 1, so that is not the mark, but ground of one brightness, on which
    /// a mark is faint.
    /// </summary>
    public BitSums Centred()
    {
        var centred = new BitSums { _blocks = _blocks };
        var (cos, sin) = (_cos.Average(), _sin.Average());
        for (var bit = 0; bit < MarkCode.Bits; bit++) (centred._cos[bit], centred._sin[bit]) = (_cos[bit] - cos, _sin[bit] - sin);
        return centred;
    }

    /// <summary>The common offset that makes all bits together the clearest, in closed form; right but for a half turn, which inverts all bits.</summary>
    /// <returns>The offset, and how clear the bits are with it.</returns>
    public (double Offset, double Clearness) BestOffset()
    {
        // The sum over bits of (projection on the axis)^2 is largest along half the angle of the sum of squares.
        double power = 0, real = 0, imaginary = 0;
        for (var bit = 0; bit < MarkCode.Bits; bit++)
        {
            power += _cos[bit] * _cos[bit] + _sin[bit] * _sin[bit];
            real += _cos[bit] * _cos[bit] - _sin[bit] * _sin[bit];
            imaginary += 2.0 * _cos[bit] * _sin[bit];
        }
        var axis = Math.Atan2(imaginary, real) / 2;
        return (axis - Math.PI / 2, (power + Math.Sqrt(real * real + imaginary * imaginary)) / Math.Max(1, _blocks));
    }

    /// <summary>How sure each bit is, positive for 0, in standard deviations of what unmarked blocks add up to; all together they have one of 64 such bits' size.</summary>
    /// <param name="shiftX">Blocks by which the tile is turned around its edge.</param>
    public void Read(double offset, int shiftX, int shiftY, Span<float> soft)
    {
        var (sin, cos) = Math.SinCos(offset);
        var scale = 1 / Math.Sqrt(Math.Max(1, _blocks) / 2.0 / MarkCode.Bits);
        for (var bit = 0; bit < MarkCode.Bits; bit++)
        {
            var from = SigmaGrid.BitAt(bit % SigmaGrid.Tile + shiftX, bit / SigmaGrid.Tile + shiftY);
            soft[bit] = (float)((_sin[from] * cos - _cos[from] * sin) * scale);
        }
    }
}
