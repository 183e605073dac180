namespace MuseSpark.Provenance.Containers;

/// <summary>
/// Bytes as invisible characters, in UTF-8 (C2PA 2.4 section A.8.3): 0x00-0x0F are U+FE00-U+FE0F (3 bytes each), 0x10-0xFF are
/// U+E0100-U+E01EF (4 bytes each).
/// </summary>
internal static class VariationSelectors
{
    public static int EncodedLength(ReadOnlySpan<byte> bytes)
    {
        var length = 4 * bytes.Length;
        foreach (var value in bytes) length -= value < 16 ? 1 : 0;
        return length;
    }

    /// <summary>Writes the characters and returns how many bytes they take.</summary>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> utf8)
    {
        var at = 0;
        foreach (var value in bytes)
        {
            if (value < 16)
            {
                utf8[at++] = 0xEF;
                utf8[at++] = 0xB8;
                utf8[at++] = (byte)(0x80 + value);
            }
            else
            {
                var index = value - 16;
                utf8[at++] = 0xF3;
                utf8[at++] = 0xA0;
                utf8[at++] = (byte)(0x84 + (index >> 6));
                utf8[at++] = (byte)(0x80 + (index & 0x3F));
            }
        }
        return at;
    }

    /// <summary>Counts the selectors that the text starts with, up to a limit.</summary>
    /// <returns>How many there are, and the bytes of UTF-8 that they take.</returns>
    public static (int Count, int Length) Measure(ReadOnlySpan<byte> utf8, int limit)
    {
        var (count, length) = (0, 0);
        while (count < limit && Next(utf8[length..], out var taken) >= 0)
        {
            count++;
            length += taken;
        }
        return (count, length);
    }

    /// <summary>Decodes as many selectors as the span holds; there must be that many.</summary>
    public static void Decode(ReadOnlySpan<byte> utf8, Span<byte> bytes)
    {
        foreach (ref var value in bytes)
        {
            value = (byte)Next(utf8, out var taken);
            utf8 = utf8[taken..];
        }
    }

    private static int Next(ReadOnlySpan<byte> utf8, out int taken)
    {
        if (utf8 is [0xEF, 0xB8, >= 0x80 and <= 0x8F and var low, ..])
        {
            taken = 3;
            return low - 0x80;
        }
        taken = 4;
        if (utf8 is not [0xF3, 0xA0, >= 0x84 and <= 0x87 and var high, >= 0x80 and <= 0xBF and var rest, ..]) return -1;
        var value = 16 + (high - 0x84) * 64 + rest - 0x80;
        return value <= byte.MaxValue ? value : -1;
    }
}
