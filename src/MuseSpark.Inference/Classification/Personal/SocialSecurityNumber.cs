using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Social security numbers of the USA, 123-45-6789: area not 000, 666 or 900 and above, group not 00, serial not 0000.</summary>
internal sealed partial class SocialSecurityNumber : IPersonalPattern
{
    public string Name => "ssn";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text)) yield return (match.Index, match.Length, 0.9);
    }

    [GeneratedRegex(@"(?<![0-9-])(?!000|666)[0-8][0-9]{2}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9-])")]
    private static partial Regex Form();
}
