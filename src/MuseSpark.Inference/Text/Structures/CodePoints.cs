namespace MuseSpark.Inference.Text.Structures;

/// <summary>A set of Unicode code points, as ranges in order that don't touch; never surrogates.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;

    private CodePoints(List<(int First, int Last)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CodePoints All { get; } = Of((0, Last));

    public static CodePoints Of(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.ToArray().Order())
        {
            if (last < first) continue;
            if (merged is [.., var end] && first <= end.Last + 1) merged[^1] = (end.First, Math.Max(end.Last, last));
            else merged.Add((first, last));
        }
        return new CodePoints([.. merged.SelectMany(WithoutSurrogates)]);
    }

    public static CodePoints Of(int codePoint) => Of((codePoint, codePoint));

    public CodePoints Except(CodePoints other) => other.Not().And(this);

    public CodePoints Not()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            gaps.Add((next, first - 1));
            next = last + 1;
        }
        return Of([.. gaps, (next, Last)]);
    }

    public CodePoints And(CodePoints other)
    {
        var both = new List<(int, int)>();
        for (int i = 0, j = 0; i < Ranges.Count && j < other.Ranges.Count;)
        {
            both.Add((Math.Max(Ranges[i].First, other.Ranges[j].First), Math.Min(Ranges[i].Last, other.Ranges[j].Last)));
            if (Ranges[i].Last < other.Ranges[j].Last) i++;
            else j++;
        }
        return Of([.. both]);
    }

    /// <summary>The UTF-8 of the set: each a row of byte ranges, one for each byte of a character.</summary>
    public IEnumerable<(byte First, byte Last)[]> Utf8() => Ranges.SelectMany(r => Utf8(r.First, r.Last));

    /// <summary>Cuts a range until its characters differ in their last bytes alone, and those go through all values (Thompson 2009, RE2).</summary>
    private static IEnumerable<(byte First, byte Last)[]> Utf8(int first, int last)
    {
        foreach (var longest in (ReadOnlySpan<int>)[0x7F, 0x7FF, 0xFFFF])
            if (first <= longest && longest < last) return [.. Utf8(first, longest), .. Utf8(longest + 1, last)];
        for (var low = 0x3F; low <= 0x3FFFF && last > 0x7F; low = (low << 6) | 0x3F)
        {
            if ((first & ~low) == (last & ~low)) continue;
            if ((first & low) != 0) return [.. Utf8(first, first | low), .. Utf8((first | low) + 1, last)];
            if ((last & low) != low) return [.. Utf8(first, (last & ~low) - 1), .. Utf8(last & ~low, last)];
        }
        return [[.. BytesOf(first).Zip(BytesOf(last))]];
    }

    private static byte[] BytesOf(int codePoint)
    {
        var bytes = new byte[4];
        return bytes[..new System.Text.Rune(codePoint).EncodeToUtf8(bytes)];
    }

    private static IEnumerable<(int, int)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.First < 0xD800) yield return (range.First, Math.Min(range.Last, 0xD7FF));
        if (range.Last > 0xDFFF) yield return (Math.Max(range.First, 0xE000), range.Last);
    }
}
