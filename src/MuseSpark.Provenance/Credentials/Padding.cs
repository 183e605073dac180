namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Gives a store in text an exact length (C2PA 2.4, A.8). Each byte takes 3 bytes of text below 16 and 4 above, so zeros alone move it in
/// steps of 3;
/// the headers before them ("pad", "pad2" and their lengths) take 20, 24 or 28 and make up the rest.
/// </summary>
internal static class Padding
{
    /// <summary>
    /// Bytes of text to leave for zeros: enough for each way to pad, with room for another signature to be longer or shorter.
    /// </summary>
    public const int Slack = 150;

    // Below 24 zeros, a header's length is one byte.
    private const int Zero = 3, Short = 23, MaxSteps = 24;

    /// <param name="encode">the store with so many zeros, null without the header</param>
    /// <param name="length">of a store in text, in bytes</param>
    /// <returns>null when no padding fits</returns>
    public static byte[]? Fit(Func<int?, int?, byte[]> encode, Func<byte[], long> length, long target)
    {
        var missing = target - length(encode(null, null));
        for (var step = 0; step < MaxSteps && Pads(missing) is { } pads; step++)
        {
            // The lengths of the boxes around it change as well, and with them how long they are in text.
            var store = encode(pads.Pad, pads.Pad2);
            var error = target - length(store);
            if (error == 0) return store;
            missing += error;
        }
        return null;
    }

    // "pad" with n zeros: 20 + 3n, from 24 zeros on 24 + 3n. "pad2": 24 + 3n, from 24 zeros on 28 + 3n.
    private static (int? Pad, int? Pad2)? Pads(long missing)
    {
        var zeros = (int)((missing - (missing % Zero) switch { 0 => 24, 1 => 28, _ => 44 }) / Zero);
        return (missing % Zero) switch
        {
            0 when zeros > Short => (zeros, null),
            1 when zeros > Short => (null, zeros),
            2 when zeros is >= 0 and <= 2 * Short => (zeros / 2, zeros - zeros / 2),
            _ => null,
        };
    }
}
