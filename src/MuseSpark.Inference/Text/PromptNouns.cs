using System.Text.RegularExpressions;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Text.Drafts;

namespace MuseSpark.Inference.Text;

/// <summary>
/// The nouns and names of an English prompt, told by the words around them: "a brave fox finds a lantern" names a fox and a lantern. It knows no
/// dictionary, so it takes rather too few than a verb, which would come out in the wrong form.
/// </summary>
public static partial class PromptNouns
{
    private static readonly HashSet<string> BeforeVerbs = Set("to who that which what can can't cannot could would will won't not never always is are was were be been isn't get gets got goes become becomes feels i you he she it we they");

    private static readonly HashSet<string> AfterVerbs = Set("a an the his her its their my your our some all every no to in into on onto at for with without from of up down out over under by about away through across around himself herself itself nothing everything somebody everybody");

    // "the tree house of the mole", "a birthday party for a mole"
    private static readonly HashSet<string> AfterNouns = Set("of for in on at with without from under by");

    /// <summary>In their order, each once and as it was typed.</summary>
    public static IEnumerable<string> In(string prompt)
    {
        var words = Word().Matches(prompt);
        return Enumerable.Range(0, words.Count).Where(i => IsNoun(words, i)).Select(i => words[i].Value).Distinct();
    }

    /// <summary>Those that a story is drawn to hold, and does not name: neither in another number nor as the beginning of a longer word.</summary>
    public static IReadOnlyList<string> Missing(string prompt, string story)
    {
        var said = Word().Matches(story).SelectMany(word => Forms(word.Value)).ToHashSet();
        return [.. In(prompt).Take(WantedWords.MostWords).Where(noun => !Forms(noun).Any(IsSaid))];

        // Snow is in a snowman, a pea in no peach.
        bool IsSaid(string form) => said.Contains(form) || (form.Length > 3 && said.Any(word => word.StartsWith(form, StringComparison.Ordinal)));
    }

    /// <summary>In lower case, without an apostrophe and what follows it.</summary>
    private static IEnumerable<string> Forms(string word)
    {
        var plain = word.ToLowerInvariant().Split('\'')[0];
        return [plain, .. EnglishPlurals.Singulars(plain)];
    }

    private static bool IsNoun(MatchCollection words, int i)
    {
        if (!Counts(words[i].Value) || IsVerb(words, i)) return false;
        // "brave fox": what stands right before another noun says what that is like. A name is a name.
        return IsName(words, i) || !(Adjoins(words, i) && Counts(words[i + 1].Value) && !IsName(words, i + 1) && !IsVerb(words, i + 1));
    }

    private static bool IsVerb(MatchCollection words, int i)
    {
        var (word, before) = (words[i].Value, i > 0 ? words[i - 1].Value.ToLowerInvariant() : "");
        if (char.IsUpper(word[0])) return false;
        if (BeforeVerbs.Contains(before) || word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("n't", StringComparison.Ordinal)) return true;
        if (i == 0 || !Adjoins(words, i - 1) || !Counts(before)) return false;
        // After a noun: "a frog singing", "a hippo dances ballet", "a lamb follows a boy".
        if (word.Length > 5 && word.EndsWith("ing", StringComparison.Ordinal) && word is not ("spring" or "string")) return true;
        if (i + 1 == words.Count) return false;
        var isThirdPerson = word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal);
        var after = words[i + 1].Value.ToLowerInvariant();
        return isThirdPerson ? AfterVerbs.Contains(after) || (Adjoins(words, i) && Counts(after)) : AfterVerbs.Contains(after) && !AfterNouns.Contains(after);
    }

    private static bool IsName(MatchCollection words, int i) => i > 0 && char.IsUpper(words[i].Value[0]);

    /// <summary>Whether nothing but a space stands between it and the next word.</summary>
    private static bool Adjoins(MatchCollection words, int i) => i + 1 < words.Count && words[i + 1].Index == words[i].Index + words[i].Length + 1 && words[i].Length > 0;

    private static bool Counts(string word) => word.ToLowerInvariant() is var lower && DraftRules.Counts(lower) && !BeforeVerbs.Contains(lower) && !AfterVerbs.Contains(lower);

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"\p{L}+(?:'\p{L}+)?")]
    private static partial Regex Word();
}
