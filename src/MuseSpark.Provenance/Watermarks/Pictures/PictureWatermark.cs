namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// A mark in a picture's brightness that carries an id and needs no model: one Haar level, the largest singular value of 4 x 4 blocks,
/// moved to a quarter or three quarters between multiples of a step (quantisation index modulation, Chen and Wornell 2001). The
/// picture is brought to a square of fixed size first, so scaling it later does no harm; the 64 bits repeat in tiles, so a piece has them all.
/// </summary>
/// <remarks>
/// Safe for concurrent calls. Whoever knows the method can wear the mark off, or copy it from a marked picture to another; only with the
/// key can one be made for another id. So compare what is found with the record's picture.
/// </remarks>
public sealed class PictureWatermark
{
    public const string Algorithm = "musespark.sigma.1";

    /// <value>Bytes of a key.</value>
    public const int KeyLength = 32;

    /// <value>Bits of an id.</value>
    public const int IdBits = MarkCode.IdBits;

    /// <value>Pixels along the shorter and the longer edge.</value>
    public const int MinEdge = 64, MaxEdge = 4096;

    /// <summary>Brightness must vary by this much, as a standard deviation in levels of 255: in a flatter picture the blocks would show.</summary>
    public const double FlatLevel = 4;

    /// <summary>The squares that pictures are brought to; the largest that fits into both edges holds the mark.</summary>
    internal static readonly int[] Squares = [512, 256, 128, 64];

    private readonly MarkCode _code;

    /// <param name="key">32 random bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public PictureWatermark(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength) throw new ArgumentException($"A watermark key has {KeyLength} bytes, not {key.Length}.", nameof(key));
        _code = new MarkCode(key);
    }

    /// <summary>The distance between two values that mean the same: the larger, the stronger and the more visible.</summary>
    /// <remarks>
    /// Small pictures repeat the bits less often and get more for it. No simple fraction of the steps to which JPEG rounds a block's brightness
    /// (16, 20 and 27 at qualities 50, 40 and 30), so that rounding doesn't err for all blocks alike.
    /// </remarks>
    internal static float StepOf(int square) => square >= 256 ? 42 : 52;

    /// <summary>Writes an id into a copy of the picture and reads it back.</summary>
    /// <param name="rgb">width x height x 3 bytes, row by row.</param>
    /// <param name="id">0 to 2^40 - 1.</param>
    /// <exception cref="ArgumentException">The sizes or the id are out of range.</exception>
    public MarkedPicture Mark(ReadOnlySpan<byte> rgb, int width, int height, ulong id)
    {
        Check(rgb, width, height);
        if (id >> IdBits != 0) throw new ArgumentException($"An id has at most {IdBits} bits.", nameof(id));
        var square = Array.Find(Squares, s => s <= Math.Min(width, height));
        var plane = LumaPlane.Of(rgb, width, height, square, square);
        if (Deviation(plane.Values) < FlatLevel) return new MarkedPicture([.. rgb], MarkOutcome.TooFlat, double.PositiveInfinity);

        // What can't be read from the picture as it is was never there: black and white leave no room, or the picture is too long and narrow.
        var field = new MarkField(plane, _code.Encode(id), StepOf(square));
        foreach (var faintest in (ReadOnlySpan<float>)[MarkField.FaintestOf(square), 1])
        {
            var pixels = rgb.ToArray();
            var error = Add(field.Changes(faintest), square, pixels, width, height);
            if (PictureMarkSearch.Direct(pixels, width, height, square, _code)?.Id != id) continue;
            return new MarkedPicture(pixels, MarkOutcome.Marked, error == 0 ? double.PositiveInfinity : 10 * Math.Log10(255.0 * 255 / error));
        }
        return new MarkedPicture([.. rgb], MarkOutcome.NoRoom, double.PositiveInfinity);
    }

    /// <summary>Looks for an id: as the picture is, then for a changed brightness or contrast, then in pieces cut out of larger pictures, then in pieces that were scaled as well.</summary>
    /// <param name="rgb">width x height x 3 bytes, row by row.</param>
    /// <param name="sizes">Sizes in which pictures are made here, for pieces; none given, squares of 64 to 1,024 by doubling, and 768.</param>
    /// <returns>Null where no mark is found.</returns>
    /// <exception cref="ArgumentException">The sizes are out of range.</exception>
    public PictureMarkReading? Read(ReadOnlySpan<byte> rgb, int width, int height, params ReadOnlySpan<(int Width, int Height)> sizes)
    {
        Check(rgb, width, height);
        foreach (var square in Squares)
            if (PictureMarkSearch.Direct(rgb, width, height, square, _code) is { } direct) return direct;
        foreach (var square in Squares)
            if (PictureMarkSearch.Brightness(rgb, width, height, square, _code) is { } changed) return changed;
        return PictureMarkSearch.Piece(rgb, width, height, sizes, _code) ?? ScaledPieceSearch.Read(rgb, width, height, _code);
    }

    /// <returns>The mean squared error, over all bytes.</returns>
    private static double Add(float[] changes, int square, byte[] pixels, int width, int height)
    {
        // An ordered dither of 4 x 4 (Bayer 1973) keeps parts of a level, in the mean of a block.
        ReadOnlySpan<byte> dither = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
        var columns = new int[width];
        for (var x = 0; x < width; x++) columns[x] = (int)((long)x * square / width);
        long error = 0;
        for (int y = 0, i = 0; y < height; y++)
        {
            var row = changes.AsSpan((int)((long)y * square / height) * square, square);
            for (var x = 0; x < width; x++)
            {
                var change = (int)MathF.Floor(row[columns[x]] + (dither[(y & 3) * 4 + (x & 3)] + 0.5f) / 16);
                for (var end = i + 3; i < end; i++)
                {
                    var value = Math.Clamp(pixels[i] + change, 0, 255);
                    error += (value - pixels[i]) * (value - pixels[i]);
                    pixels[i] = (byte)value;
                }
            }
        }
        return error / (double)pixels.Length;
    }

    private static double Deviation(float[] values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values) (sum, squares) = (sum + value, squares + value * value);
        var mean = sum / values.Length;
        return Math.Sqrt(Math.Max(0, squares / values.Length - mean * mean));
    }

    private static void Check(ReadOnlySpan<byte> rgb, int width, int height)
    {
        if (Math.Min(width, height) < MinEdge || Math.Max(width, height) > MaxEdge)
            throw new ArgumentException($"A picture to mark or read has edges of {MinEdge} to {MaxEdge} pixels, not {width} x {height}.");
        if (rgb.Length != width * height * 3)
            throw new ArgumentException($"{width} x {height} pixels are {width * height * 3} bytes of RGB, not {rgb.Length}.", nameof(rgb));
    }
}
