using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Numbers of payment cards: 13 to 19 digits of a known network with a right check digit (Luhn, ISO/IEC 7812-1).</summary>
internal sealed partial class PaymentCard : IPersonalPattern
{
    public string Name => "card";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Digits().Matches(text))
            if (IsCard(text.AsSpan(match.Index, match.Length))) yield return (match.Index, match.Length, 0.98);
    }

    internal static bool IsCard(ReadOnlySpan<char> written)
    {
        Span<int> digits = stackalloc int[19];
        var count = 0;
        foreach (var c in written)
            if (char.IsAsciiDigit(c))
            {
                if (count == digits.Length) return false;
                digits[count++] = c - '0';
            }
        digits = digits[..count];
        return count >= 13 && HasNetwork(digits) && digits.ContainsAnyExcept(digits[0]) && IsLuhn(digits);
    }

    private static bool HasNetwork(ReadOnlySpan<int> digits)
    {
        var four = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
        return (digits.Length, four) switch
        {
            (13 or 16 or 19, >= 4000 and < 5000) => true, // Visa
            (16, >= 5100 and < 5600) or (16, >= 2221 and < 2721) => true, // Mastercard
            (15, >= 3400 and < 3500) or (15, >= 3700 and < 3800) => true, // American Express
            (14, >= 3000 and < 3060) or (14, >= 3600 and < 3700) or (14, >= 3800 and < 4000) => true, // Diners Club
            ( >= 16, 6011) or ( >= 16, >= 6440 and < 6600) or ( >= 16, >= 6200 and < 6300) => true, // Discover, UnionPay
            ( >= 16, >= 3528 and < 3590) => true, // JCB
            ( >= 13, >= 5000 and < 5100) or ( >= 13, >= 5600 and < 5900) or ( >= 13, >= 6300 and < 6400) or ( >= 13, >= 6700 and < 6800) => true, // Maestro
            _ => false,
        };
    }

    private static bool IsLuhn(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)];
            sum += i % 2 == 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex(@"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")]
    private static partial Regex Digits();
}
