using System.Globalization;
using System.Text.Json;

namespace MuseSpark.Provenance.Json;

/// <summary>A number as ECMAScript's Number::toString writes it (ECMA-262 section 6.1.6.1.20), which RFC 8785 asks for.</summary>
internal static class EcmaNumber
{
    public static string Format(double value)
    {
        if (!double.IsFinite(value)) throw new JsonException("A number is too large to be written exactly.");
        if (value == 0) return "0";
        if (value < 0) return "-" + Format(-value);

        // Shortest digits that round-trip, d.ddddE+xx: digits s, value = 0.s x 10^n.
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 17; precision++)
        {
            var attempt = value.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(attempt, CultureInfo.InvariantCulture) == value)
            {
                shortest = attempt;
                break;
            }
        }
        var e = shortest.IndexOf('E');
        var digits = shortest[..e].Replace(".", "").TrimEnd('0');
        var n = int.Parse(shortest[(e + 1)..], CultureInfo.InvariantCulture) + 1;
        var k = digits.Length;

        return n switch
        {
            _ when k <= n && n <= 21 => digits + new string('0', n - k),
            > 0 and <= 21 => digits[..n] + "." + digits[n..],
            > -6 and <= 0 => "0." + new string('0', -n) + digits,
            _ => Mantissa(digits) + "e" + (n > 0 ? "+" : "-") + Math.Abs(n - 1).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Mantissa(string digits) => digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
}
