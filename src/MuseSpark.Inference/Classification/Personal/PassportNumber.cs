using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Numbers of passports, identity cards, driving licences and insurance behind the word that says so.</summary>
internal sealed partial class PassportNumber : IPersonalPattern
{
    public string Name => "document";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text))
        {
            var number = match.Groups["number"];
            if (number.Value.Count(char.IsAsciiDigit) >= 5) yield return (number.Index, number.Length, 0.8);
        }
    }

    [GeneratedRegex("""
        \b(?:passport|passeport|pasaporte|reisepass|identity\ card|id\ card|ausweis|personalausweis|driving\ licence|driver'?s\ license|insurance|social\ security|ssn|nhs|tax\ id|steuer-id|dni|nie)
        (?:\ ?(?:number|nummer|num[eé]ro|n[uú]mero|no\.?|nr\.?|card)){0,2}(?:\ (?:is|was|ist|es|est))?\ ?[:=]?\ ?\#?(?<number>[A-Z]{0,3}[0-9](?:[ -]?[0-9A-Z]){4,14})\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
