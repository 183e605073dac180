using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Telephone numbers: international ones (E.164) and grouped national ones. Numbers kept free for films and books count less.</summary>
internal sealed partial class PhoneNumber : IPersonalPattern
{
    public string Name => "phone";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in International().Matches(text))
            if (match.Value.Count(char.IsAsciiDigit) is >= 9 and <= 15) yield return (match.Index, match.Length, IsFictional(match.Value) ? 0.55 : 0.85);
        foreach (Match match in National().Matches(text))
            if (match.Value.Count(char.IsAsciiDigit) is >= 10 and <= 12) yield return (match.Index, match.Length, IsFictional(match.Value) ? 0.55 : 0.7);
    }

    /// <summary>555-0100 to 555-0199 in North America, 01632 960xxx and 07700 900xxx in Britain.</summary>
    private static bool IsFictional(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits.Length >= 7 && digits[^7..^2] == "55501" || digits.Contains("1632960", StringComparison.Ordinal) || digits.Contains("7700900", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z+]|[0-9] )(?:\+|00)[1-9][0-9]{0,2}(?:[ .()/-]{0,2}[0-9]){6,13}(?![0-9])")]
    private static partial Regex International();

    // (212) 555 2368, 212-555-2368, 030 1234 5678, 06 12 34 56 78
    [GeneratedRegex(@"(?<![0-9A-Za-z+.,/-]|[0-9] )(?:\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}|[2-9][0-9]{2}[.-][0-9]{3}[.-][0-9]{4}|0[0-9]{1,4}[ /-][0-9]{2,4}(?:[ -][0-9]{2,4}){1,4}|0[1-9](?:[ .][0-9]{2}){4})(?![0-9])")]
    private static partial Regex National();
}
