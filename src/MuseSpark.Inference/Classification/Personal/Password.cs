using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>What follows "my password is", "PIN:" and the like, where it looks like one: digits, or letters mixed with digits or signs.</summary>
internal sealed partial class Password : IPersonalPattern
{
    public string Name => "password";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text))
        {
            var secret = match.Groups["secret"];
            if (secret.Value.Any(char.IsAsciiDigit)) yield return (secret.Index, secret.Length, 0.8);
        }
    }

    [GeneratedRegex("""
        \b(?:password|passwort|passcode|passwd|pwd|pin|cvc2?|cvv2?|api[_ -]?key|secret|token|mot\ de\ passe|contraseña)\b
        (?:\ (?:is|was|code|ist|es|est)){0,2}\ ?[:=]?\ ?["'`]?(?<secret>[^\s"'`,]{3,128})
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
