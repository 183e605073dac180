using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Full dates of birth. Of the dead and of story heroes there are many, so one by itself is weak.</summary>
internal sealed partial class BirthDate : IPersonalPattern
{
    public string Name => "birth-date";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text))
        {
            var year = int.Parse(match.Groups["year"].Value, System.Globalization.CultureInfo.InvariantCulture);
            yield return (match.Index, match.Length, year >= 1925 ? 0.6 : 0.2);
        }
    }

    [GeneratedRegex("""
        \b(?:born|dob|d\.o\.b\.|date\ of\ birth|birthday|geboren|geb\.|née?|nacid[oa]|nat[oa])[ :]{1,3}(?:(?:on|am|le|el|il|is)\ )?
        (?:the\ )?(?:[0-9]{1,2}[./-][0-9]{1,2}[./-]|[0-9]{1,2}(?:st|nd|rd|th|\.)?\ \p{L}{3,10},?\ |\p{L}{3,10}\ [0-9]{1,2},?\ )(?<year>(?:19|20)[0-9]{2})\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
