using System.Globalization;
using System.Text;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>
/// Unicode normalisation form C (Unicode Standard Annex 15). The app runs without ICU (invariant globalisation), where
/// <see cref="string.Normalize()"/> leaves text as it is, and token ids must not hang on what a machine has installed.
/// </summary>
internal static class CanonicalComposition
{
    private const int HangulFirst = 0xAC00, LFirst = 0x1100, VFirst = 0x1161, TBefore = 0x11A7, LCount = 19, VCount = 21, TCount = 28;

    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly Dictionary<int, int> Classes = [];

    static CanonicalComposition()
    {
        using var stream = typeof(CanonicalComposition).Assembly.GetManifestResourceStream("canonical-composition.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var fields = line.Split(' ');
            int Hex(int i) => int.Parse(fields[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (line[0] == '.')
            {
                for (var c = Hex(1); c <= Hex(2); c++) Classes[c] = int.Parse(fields[3], CultureInfo.InvariantCulture);
                continue;
            }
            var pair = (Hex(2), fields.Length > 3 ? Hex(3) : 0);
            Decompositions[Hex(1)] = pair;
            if (line[0] == '=') Compositions[pair] = Hex(1);
        }
    }

    public static string Normalize(string text)
    {
        // Nothing below U+0300 combines or decomposes to anything but itself.
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\uFFFF')) return text;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, points);
        Order(points);
        Compose(points);
        var result = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (var point in points) result.Append(units[..new Rune(point).EncodeToUtf16(units)]);
        return result.ToString();
    }

    private static int ClassOf(int point) => Classes.GetValueOrDefault(point);

    private static void Decompose(int point, List<int> output)
    {
        var hangul = point - HangulFirst;
        if (hangul is >= 0 and < LCount * VCount * TCount)
        {
            output.Add(LFirst + hangul / (VCount * TCount));
            output.Add(VFirst + hangul % (VCount * TCount) / TCount);
            if (hangul % TCount != 0) output.Add(TBefore + hangul % TCount);
        }
        else if (Decompositions.TryGetValue(point, out var pair))
        {
            Decompose(pair.First, output);
            if (pair.Second != 0) Decompose(pair.Second, output);
        }
        else
        {
            output.Add(point);
        }
    }

    /// <summary>Sorts each run of combining marks by class, keeping equals in order.</summary>
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (ClassOf(points[start]) == 0) continue;
            var end = start;
            while (end < points.Count && ClassOf(points[end]) != 0) end++;
            var sorted = points.GetRange(start, end - start).OrderBy(ClassOf).ToList();
            for (var i = start; i < end; i++) points[i] = sorted[i - start];
            start = end;
        }
    }

    /// <summary>Joins each mark with the last starter before it, unless a mark of the same or a higher class stands between.</summary>
    private static void Compose(List<int> points)
    {
        int starter = -1, lastClass = 0, kept = 0;
        foreach (var point in points.ToArray())
        {
            var combining = ClassOf(point);
            var reachable = starter >= 0 && (kept == starter + 1 || (lastClass < combining && lastClass != 0));
            if (reachable && Pair(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }
            if (combining == 0) starter = kept;
            lastClass = combining;
            points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LFirst is >= 0 and < LCount && second - VFirst is >= 0 and < VCount)
            return HangulFirst + ((first - LFirst) * VCount + second - VFirst) * TCount;
        if (first - HangulFirst is >= 0 and < LCount * VCount * TCount && (first - HangulFirst) % TCount == 0
            && second - TBefore is > 0 and < TCount)
            return first + second - TBefore;
        return Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }
}
