using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>E-mail addresses. Those of domains that are reserved for examples (RFC 2606) count less.</summary>
internal sealed partial class EmailAddress : IPersonalPattern
{
    private const int LongestName = 64;

    public string Name => "email";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        // From the sign outwards: from the left, a long run of letters would be read again from each of them.
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var start = at;
            while (start > 0 && at - start < LongestName && IsName(text[start - 1])) start--;
            if (start == at) continue;
            var domain = Domain().Match(text, at + 1, Math.Min(255, text.Length - at - 1));
            if (domain.Success) yield return (start, at + 1 + domain.Length - start, IsReserved(domain.Value) ? 0.55 : 0.9);
        }
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-';

    private static bool IsReserved(string domain) =>
        domain.EndsWith(".example", StringComparison.OrdinalIgnoreCase) || domain.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase)
        || domain.EndsWith(".test", StringComparison.OrdinalIgnoreCase)
        || new[] { "example.com", "example.org", "example.net" }.Any(reserved =>
            domain.Equals(reserved, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + reserved, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\G(?:[A-Za-z0-9](?>[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])")]
    private static partial Regex Domain();
}
