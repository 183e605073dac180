using System.Globalization;
using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures.Json;

/// <summary>Numbers of JSON as patterns, with their limits, digit by digit. They have at most 15 digits before and after the point.</summary>
internal static class NumberPatterns
{
    // What a double holds exactly.
    private const decimal Largest = 999_999_999_999_999;
    private const int MostDecimals = 6;

    private static readonly Pattern Digit = Pattern.Range('0', '9');
    private static readonly Pattern Whole = Pattern.Any(Pattern.Text("0"), Pattern.Of(Pattern.Range('1', '9'), Pattern.Many(Digit, 0, 14)));

    public static Pattern Integer { get; } = Pattern.Of(Pattern.Maybe(Pattern.Text("-")), Whole);

    public static Pattern Number { get; } = Pattern.Of(
        Integer, Pattern.Maybe(Pattern.Of(Pattern.Text("."), Pattern.Many(Digit, 1, 15))),
        Pattern.Maybe(Pattern.Of(new Pattern.One(CodePoints.Of(('E', 'E'), ('e', 'e'))), Pattern.Maybe(new Pattern.One(CodePoints.Of(('+', '+'), ('-', '-')))), Pattern.Many(Digit, 1, 2))));

    /// <summary>The numbers that a schema's minimum, maximum and exclusive limits allow.</summary>
    /// <exception cref="ModelException">There are none, or a limit is not a number of few digits.</exception>
    public static Pattern Read(JsonElement schema, bool isInteger)
    {
        var (least, above) = (Limit(schema, "minimum"), Limit(schema, "exclusiveMinimum"));
        var (most, below) = (Limit(schema, "maximum"), Limit(schema, "exclusiveMaximum"));
        if ((least ?? above ?? most ?? below) is null) return isInteger ? Integer : Number;
        // Limits become whole numbers of their last decimals. Beside one that is left out there is always room for two decimals more.
        var decimals = isInteger ? 0 : new[] { least, above, most, below }.Max(l => l?.Scale ?? 0) + (above is null && below is null ? 0 : 2);
        var unit = (decimal)Math.Pow(10, decimals);
        var low = Math.Max(decimal.Ceiling((least ?? -Largest) * unit), above is null ? decimal.MinValue : decimal.Floor(above.Value * unit) + 1);
        var high = Math.Min(decimal.Floor((most ?? Largest) * unit), below is null ? decimal.MaxValue : decimal.Ceiling(below.Value * unit) - 1);
        if (low > high) throw new ModelException("The schema can't be used: no number is within its limits.");
        var parts = new List<Pattern>();
        if (high >= 0) AddSizes(parts, "", Math.Max(low, 0), Math.Max(low, 0), high, decimals, isInteger);
        if (low < 0) AddSizes(parts, "-", Math.Max(-high, 1), Math.Max(-high, 0), -low, decimals, isInteger);
        return new Pattern.Either(parts);
    }

    private static decimal? Limit(JsonElement schema, string name)
    {
        if (!schema.TryGetProperty(name, out var limit)) return null;
        if (limit.ValueKind != JsonValueKind.Number || !limit.TryGetDecimal(out var value) || Math.Abs(value) > Largest || Trim(value).Scale > MostDecimals)
            throw new ModelException($"The schema can't be used: {name} must be a number of at most 15 digits, 6 of them decimals.");
        return Trim(value);
    }

    private static decimal Trim(decimal value) => decimal.Parse(value.ToString("0.############################", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Adds the numbers between two sizes, in units of the last decimal.</summary>
    /// <param name="first">From here as they are.</param>
    /// <param name="firstBegun">From here with more decimals behind.</param>
    private static void AddSizes(List<Pattern> parts, string sign, decimal first, decimal firstBegun, decimal last, int decimals, bool isInteger)
    {
        var before = Pattern.Text(sign);
        parts.AddRange(Between(first, last, decimals).Select(size => Pattern.Of(before, size)));
        if (isInteger) return;
        var more = Pattern.Of(Pattern.Text(decimals == 0 ? "." : ""), Pattern.Many(Digit, 1, 15 - decimals));
        parts.AddRange(Between(firstBegun, last - 1, decimals).Select(size => Pattern.Of(before, size, more)));
        if (decimals == 0) return;
        var unit = (decimal)Math.Pow(10, decimals);
        parts.AddRange(Between(decimal.Ceiling(first / unit), decimal.Floor(last / unit), 0).Select(size => Pattern.Of(before, size)));
    }

    /// <summary>For each number of digits the sizes between two, with a point before the last decimals.</summary>
    private static IEnumerable<Pattern> Between(decimal first, decimal last, int decimals)
    {
        var above = (decimal)Math.Pow(10, decimals + 1);
        for (var (least, digits) = (0m, decimals + 1); least <= last && digits < 25; (least, above, digits) = (above, above * 10, digits + 1))
        {
            var (low, high) = (Math.Max(first, least), Math.Min(last, above - 1));
            if (low > high) continue;
            var format = new string('0', digits);
            yield return Rest(low.ToString(format, CultureInfo.InvariantCulture), high.ToString(format, CultureInfo.InvariantCulture), 0, digits - decimals, true, true);
        }
    }

    /// <summary>The digits from a place on, where those before are those of the lower limit, the upper one, both or neither.</summary>
    private static Pattern Rest(string low, string high, int place, int point, bool isLow, bool isHigh)
    {
        if (place == low.Length) return Pattern.Nothing;
        var mark = Pattern.Text(place == point ? "." : "");
        var (from, to) = (isLow ? low[place] : '0', isHigh ? high[place] : '9');
        if (!isLow && !isHigh) return Pattern.Of(mark, Digit, Rest(low, high, place + 1, point, false, false));
        if (from == to && isLow && isHigh) return Pattern.Of(mark, Pattern.Range(from, to), Rest(low, high, place + 1, point, true, true));
        var parts = new List<Pattern>();
        if (isLow) parts.Add(Pattern.Of(Pattern.Range(from, from), Rest(low, high, place + 1, point, true, false)));
        if (isHigh) parts.Add(Pattern.Of(Pattern.Range(to, to), Rest(low, high, place + 1, point, false, true)));
        var (next, before) = (isLow ? (char)(from + 1) : from, isHigh ? (char)(to - 1) : to);
        if (next <= before) parts.Add(Pattern.Of(Pattern.Range(next, before), Rest(low, high, place + 1, point, false, false)));
        return Pattern.Of(mark, new Pattern.Either(parts));
    }
}
