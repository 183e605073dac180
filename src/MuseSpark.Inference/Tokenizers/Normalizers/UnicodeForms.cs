using System.Globalization;
using System.Text;

namespace MuseSpark.Inference.Tokenizers.Normalizers;

/// <summary>
/// Unicode normalisation forms C, D, KC and KD (Unicode Standard Annex 15). The app runs without ICU (invariant globalisation), where
/// <see cref="string.Normalize()"/> leaves text as it is, and token ids must not hang on what a machine has installed.
/// </summary>
internal static class UnicodeForms
{
    private const int HangulFirst = 0xAC00, LFirst = 0x1100, VFirst = 0x1161, TBefore = 0x11A7, LCount = 19, VCount = 21, TCount = 28;

    private static readonly Dictionary<int, int[]> Canonical = [];
    private static readonly Dictionary<int, int[]> Compatible = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly Dictionary<int, int> Classes = [];

    static UnicodeForms()
    {
        using var stream = typeof(UnicodeForms).Assembly.GetManifestResourceStream("unicode-forms.txt")!;
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
            (line[0] == '~' ? Compatible : Canonical)[Hex(1)] = [.. Enumerable.Range(2, fields.Length - 2).Select(Hex)];
            if (line[0] == '=') Compositions[(Hex(2), fields.Length > 3 ? Hex(3) : 0)] = Hex(1);
        }
    }

    /// <summary>NFC.</summary>
    public static string C(string text) => Normalize(text, compatible: false, compose: true);

    /// <summary>NFD.</summary>
    public static string D(string text) => Normalize(text, compatible: false, compose: false);

    /// <summary>NFKC.</summary>
    public static string KC(string text) => Normalize(text, compatible: true, compose: true);

    /// <summary>NFKD.</summary>
    public static string KD(string text) => Normalize(text, compatible: true, compose: false);

    private static string Normalize(string text, bool compatible, bool compose)
    {
        // Below these nothing combines with, or decomposes to, anything but itself.
        if (!text.AsSpan().ContainsAnyInRange(compose && !compatible ? '\u0300' : '\u00A0', '\uFFFF')) return text;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, compatible, points);
        Order(points);
        if (compose) Compose(points);
        var result = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (var point in points) result.Append(units[..new Rune(point).EncodeToUtf16(units)]);
        return result.ToString();
    }

    private static int ClassOf(int point) => Classes.GetValueOrDefault(point);

    private static void Decompose(int point, bool compatible, List<int> output)
    {
        var hangul = point - HangulFirst;
        if (hangul is >= 0 and < LCount * VCount * TCount)
        {
            output.Add(LFirst + hangul / (VCount * TCount));
            output.Add(VFirst + hangul % (VCount * TCount) / TCount);
            if (hangul % TCount != 0) output.Add(TBefore + hangul % TCount);
        }
        else if (Canonical.TryGetValue(point, out var parts) || (compatible && Compatible.TryGetValue(point, out parts)))
        {
            foreach (var part in parts) Decompose(part, compatible, output);
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
