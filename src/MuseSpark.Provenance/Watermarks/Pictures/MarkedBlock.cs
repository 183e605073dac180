using System.Runtime.Intrinsics;

namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// A block of 8 x 8 values as the 4 x 4 low band of one Haar level, with its largest singular value. That value, about eight times
/// the block's brightness, is what a mark moves: JPEG, noise and scaling hardly touch it.
/// </summary>
internal readonly struct MarkedBlock
{
    /// <summary>Values along an edge.</summary>
    public const int Edge = 8;

    /// <summary>The singular value of a white block.</summary>
    public const float White = 255 * Edge;

    // Brightness is positive, so one singular value towers over the others and a few rounds are exact.
    private const int Rounds = 4;

    /// <param name="values">From the block's upper left corner on.</param>
    /// <param name="stride">Values in a row of the plane.</param>
    public MarkedBlock(ReadOnlySpan<float> values, int stride)
    {
        Vector128<float> r0 = Low(values, stride), r1 = Low(values[(2 * stride)..], stride);
        Vector128<float> r2 = Low(values[(4 * stride)..], stride), r3 = Low(values[(6 * stride)..], stride);
        var right = Vector128.Create(0.5f);
        var left = Vector128<float>.Zero;
        for (var round = 0; ; round++)
        {
            left = Vector128.Create(Vector128.Dot(r0, right), Vector128.Dot(r1, right), Vector128.Dot(r2, right), Vector128.Dot(r3, right));
            if (round == Rounds) break;
            var next = r0 * left[0] + r1 * left[1] + r2 * left[2] + r3 * left[3];
            var length = MathF.Sqrt(Vector128.Dot(next, next));
            if (length == 0) break;
            right = next / length;
        }
        Sigma = MathF.Sqrt(Vector128.Dot(left, left));
        Right = right;
        Left = Sigma > 0 ? left / Sigma : Vector128.Create(0.5f);
    }

    /// <summary>0 (black) to <see cref="White"/>.</summary>
    public float Sigma { get; }

    /// <summary>Singular vectors: adding d times their outer product to the low band adds d to <see cref="Sigma"/>.</summary>
    public Vector128<float> Left { get; }

    public Vector128<float> Right { get; }

    /// <summary>Adds <paramref name="change"/> to the singular value, in the values that the block was read from.</summary>
    public void Add(float change, Span<float> values, int stride)
    {
        for (var y = 0; y < Edge; y++)
            for (var x = 0; x < Edge; x++) values[y * stride + x] += change / 2 * Left[y / 2] * Right[x / 2];
    }

    /// <summary>By how much such changes to the values move the singular value, to first order.</summary>
    public float Along(ReadOnlySpan<float> changes, int stride)
    {
        float sum = 0;
        for (var y = 0; y < Edge; y++)
            for (var x = 0; x < Edge; x++) sum += changes[y * stride + x] * Left[y / 2] * Right[x / 2];
        return sum / 2;
    }

    /// <summary>Four sums of 2 x 2 values, halved: a row of the low band.</summary>
    private static Vector128<float> Low(ReadOnlySpan<float> values, int stride)
    {
        var left = Vector128.Create(values) + Vector128.Create(values[stride..]);
        var right = Vector128.Create(values[4..]) + Vector128.Create(values[(stride + 4)..]);
        return Vector128.Create(left[0] + left[1], left[2] + left[3], right[0] + right[1], right[2] + right[3]) * 0.5f;
    }
}
