namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// What a mark adds to a square's brightness. Where the picture is flat a block goes only part of its way (distortion-compensated
/// quantisation, Chen and Wornell 2001), and blocks pass into each other softly: an eye sees edges and steps, the reader sums.
/// </summary>
internal sealed class MarkField
{
    /// <summary>Levels of 255 by which brightness varies within a quarter of a block, from which on it hides all of a change.</summary>
    private const float Hiding = 8;

    /// <summary>Values by which a block reaches into its neighbours.</summary>
    private const int Softness = 2;

    // Softening takes from a block what it gives to its neighbours; so many rounds give it back.
    private const int Rounds = 2;

    private readonly LumaPlane _plane;
    private readonly MarkedBlock[] _blocks;
    private readonly float[] _ways, _hiding;
    private readonly int _columns;

    /// <param name="plane">A square of whole tiles.</param>
    public MarkField(LumaPlane plane, ulong word, float step)
    {
        _plane = plane;
        _columns = plane.Width / MarkedBlock.Edge;
        _blocks = new MarkedBlock[_columns * _columns];
        (_ways, _hiding) = (new float[_blocks.Length], new float[_blocks.Length]);
        for (var i = 0; i < _blocks.Length; i++)
        {
            int x = i % _columns, y = i / _columns;
            var block = _blocks[i] = new MarkedBlock(plane.Values.AsSpan(Corner(i)), plane.Width);
            var place = (word >> MarkCode.Bits - 1 - SigmaGrid.BitAt(x, y) & 1) == 0 ? 0.25f : 0.75f;
            var nearest = (MathF.Round(block.Sigma / step - place) + place) * step;
            // Near to black and white the reader leaves blocks out, and in snow a mark would show: so there is none.
            var isRead = block.Sigma >= PictureMarkSearch.Margin && block.Sigma <= MarkedBlock.White - PictureMarkSearch.Margin;
            _ways[i] = isRead ? nearest - block.Sigma : 0;
            _hiding[i] = Math.Min(1, Roughness(Corner(i)) / Hiding);
        }
    }

    /// <summary>The share of its way that a block in flat ground goes: the more blocks carry each bit, the less each has to.</summary>
    public static float FaintestOf(int square) => square switch { 512 => 0.45f, 256 => 0.65f, 128 => 0.8f, _ => 1 };

    /// <param name="faintest">The share of its way that a block in flat ground goes, 0 to 1.</param>
    /// <returns>(square, square), in levels.</returns>
    public float[] Changes(float faintest)
    {
        var goals = new float[_blocks.Length];
        for (var i = 0; i < goals.Length; i++) goals[i] = _ways[i] * (faintest + (1 - faintest) * _hiding[i]);
        var given = (float[])goals.Clone();
        for (var round = 0; ; round++)
        {
            var changes = new float[_plane.Values.Length];
            for (var i = 0; i < given.Length; i++) _blocks[i].Add(given[i], changes.AsSpan(Corner(i)), _plane.Width);
            changes = Soften(changes, _plane.Width);
            if (round == Rounds) return changes;
            for (var i = 0; i < given.Length; i++) given[i] += goals[i] - _blocks[i].Along(changes.AsSpan(Corner(i)), _plane.Width);
        }
    }

    private int Corner(int block) => (block / _columns * _plane.Width + block % _columns) * MarkedBlock.Edge;

    /// <summary>The least deviation of brightness within the quarters of a block: a block at the edge of flat ground counts as flat.</summary>
    private float Roughness(int corner)
    {
        var least = float.MaxValue;
        for (var quarter = 0; quarter < 4; quarter++)
        {
            float sum = 0, squares = 0;
            for (var i = 0; i < 16; i++)
            {
                var value = _plane.Values[corner + (quarter / 2 * 4 + i / 4) * _plane.Width + quarter % 2 * 4 + i % 4];
                (sum, squares) = (sum + value, squares + value * value);
            }
            least = Math.Min(least, Math.Max(0, squares / 16 - sum * sum / 256));
        }
        return MathF.Sqrt(least);
    }

    /// <summary>Each value becomes the mean of the 5 x 5 around it.</summary>
    private static float[] Soften(float[] values, int edge) => MeanTurned(MeanTurned(values, edge), edge);

    /// <summary>The mean of each value and its neighbours in the row, with rows and columns exchanged.</summary>
    private static float[] MeanTurned(float[] values, int edge)
    {
        var turned = new float[values.Length];
        for (var y = 0; y < edge; y++)
        {
            var row = values.AsSpan(y * edge, edge);
            var sum = Softness * row[0];
            foreach (var value in row[..(Softness + 1)]) sum += value;
            for (var x = 0; x < edge; x++)
            {
                turned[x * edge + y] = sum / (2 * Softness + 1);
                sum += row[Math.Min(x + Softness + 1, edge - 1)] - row[Math.Max(x - Softness, 0)];
            }
        }
        return turned;
    }
}
