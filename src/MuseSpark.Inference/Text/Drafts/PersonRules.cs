using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Text.Drafts;

/// <summary>
/// Signs that an English story mixes up its persons, which show in its first sentences: a boy named Lara of whom it says "she", two brothers who are
/// both Mirjam, a mermaid who meets a mermaid.
/// </summary>
/// <remarks>Of other languages it finds nothing.</remarks>
internal static partial class PersonRules
{
    private const string Boys = "boy|man|king|prince|father|grandfather|uncle|brother|son|grandson", Girls = "girl|woman|queen|princess|mother|grandmother|aunt|sister|daughter|granddaughter";

    // What is said of somebody, not that there is somebody: "she was a fox", "like a fox".
    private const string NotNew = "like|as|than|such|what|is|was|were|be|been|of|not|or";

    // In characters: what is true of the first sentences need not be of a page.
    private const int Beginning = 400;

    /// <summary>0 where nothing speaks for it; 1 for each sign, and half of it for a person who is new twice, which may be two.</summary>
    public static double MixedUp(string prompt, string text)
    {
        var told = Spoken().Replace(text, "\"");
        var begin = told[..Math.Min(told.Length, Beginning)];
        return (Twins().IsMatch(told) ? 1 : 0) + (ChangesSex(begin) ? 1 : 0) + (PromptNouns.In(prompt).FirstOrDefault() is { } hero && IsNewTwice(hero, begin) ? 0.5 : 0);
    }

    private static bool ChangesSex(string begin)
    {
        if (Named().Match(begin) is not { Success: true } named) return false;
        var pronoun = Pronoun().Match(begin, named.Index + named.Length);
        return pronoun.Success && pronoun.Groups["his"].Success != named.Groups["boy"].Success;
    }

    private static bool IsNewTwice(string hero, string begin) =>
        Regex.Count(begin, $@"(?<!\b(?:{NotNew})\s+)\b(?:a|an)\s+(?:\p{{Ll}}+\s+)?{Regex.Escape(hero)}\b", RegexOptions.IgnoreCase) > 1;

    [GeneratedRegex("\"[^\"]*\"|\u201C[^\u201D]*\u201D")]
    private static partial Regex Spoken();

    [GeneratedRegex(@"\b(\p{Lu}\p{L}+) and \1\b|\b(?:an?|the|another) (\p{L}+) and (?:an?|the|another) \2\b")]
    private static partial Regex Twins();

    [GeneratedRegex($@"\b(?:(?<boy>{Boys})|{Girls}) (?:named|called) \p{{Lu}}")]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(?:(?<his>[Hh]e|[Hh]is|[Hh]im)|[Ss]he|[Hh]ers?)\b")]
    private static partial Regex Pronoun();
}
