using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>International bank account numbers: a country's length and a remainder of 1 by 97 (ISO 13616, ISO 7064).</summary>
internal sealed partial class BankAccount : IPersonalPattern
{
    // Lengths of the SWIFT registry.
    private static readonly Dictionary<string, int> Lengths =
        ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 "
        + "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 "
        + "PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20")
        .Split(' ').ToDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));

    public string Name => "iban";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text))
            // A word that follows after a space is not part of the number: the country says how long it is.
            if (Measure(text.AsSpan(match.Index, match.Length)) is { } length) yield return (match.Index, length, 0.98);
    }

    /// <summary>Characters that the number takes, spaces included; null if it is none.</summary>
    internal static int? Measure(ReadOnlySpan<char> written)
    {
        if (!Lengths.TryGetValue(written[..2].ToString().ToUpperInvariant(), out var wanted)) return null;
        Span<char> compact = stackalloc char[wanted];
        var (count, end) = (0, 0);
        for (; end < written.Length && count < wanted; end++)
            if (char.IsAsciiLetterOrDigit(written[end])) compact[count++] = char.ToUpperInvariant(written[end]);
        if (count < wanted || end < written.Length && char.IsAsciiLetterOrDigit(written[end])) return null;
        var rest = 0;
        for (var i = 0; i < wanted; i++)
        {
            var c = compact[(i + 4) % wanted];
            rest = char.IsAsciiDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
        }
        return rest == 1 ? end : null;
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}")]
    private static partial Regex Form();
}
