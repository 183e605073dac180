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

    private static readonly HashSet<string> Texts = Set("story stories tale tales poem fable ending");

    // What a person says of the text, or of who will read it, is not to be in it.
    private static readonly HashSet<string> OfTheText = [.. Texts, .. Set("bedtime chapter children kids toddlers words sentences paragraphs moral lesson rhyme english")];

    private static readonly HashSet<string> Negations = Set("without no not never nor except");

    /// <summary>In their order, each once and as it was first typed.</summary>
    public static IEnumerable<string> In(string prompt) => Find(prompt).Select(noun => noun.Word);

    /// <summary>Those that a story is drawn to hold, and does not name: neither in another number nor as the beginning of a longer word.</summary>
    public static IReadOnlyList<string> Missing(string prompt, string story)
    {
        var said = Word().Matches(story).SelectMany(word => Forms(word.Value)).ToHashSet();
        return [.. Find(prompt).Take(WantedWords.MostWords).Where(noun => !noun.IsUnwanted && !OfTheText.Contains(Lower(noun.Word)) && !Forms(noun.Word).Any(IsSaid)).Select(noun => noun.Word)];

        // Snow is in a snowman, a pea in no peach.
        bool IsSaid(string form) => said.Contains(form) || (form.Length > 3 && said.Any(word => word.StartsWith(form, StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Word, bool IsUnwanted)> Find(string prompt)
    {
        // Capitals tell nothing where there is nothing else.
        var words = Word().Matches(prompt.Any(char.IsLower) ? prompt : prompt.ToLowerInvariant());
        return Enumerable.Range(0, words.Count).Where(i => IsNoun(prompt, words, i))
            .Select(i => (prompt.Substring(words[i].Index, words[i].Length), words.Skip(i - 2).Take(Math.Min(i, 2)).Any(before => Negations.Contains(before.Value.ToLowerInvariant()))))
            .DistinctBy(noun => noun.Item1.ToLowerInvariant());
    }

    /// <summary>In lower case, without an apostrophe and what follows it; and what it may be the plural of, unless that is a small word as in bees, toes and notes.</summary>
    private static IEnumerable<string> Forms(string word)
    {
        var plain = Lower(word).Split('\'')[0];
        return [plain, .. EnglishPlurals.Singulars(plain).Where(DraftRules.Counts)];
    }

    private static bool IsNoun(string prompt, MatchCollection words, int i)
    {
        if (!Counts(words[i].Value) || IsVerb(prompt, words, i)) return false;
        // "brave fox", "funny story": what stands right before another noun says what that is like. A name is a name.
        return IsName(prompt, words, i) || !(Adjoins(words, i) && (Texts.Contains(Lower(words[i + 1].Value)) || (Counts(words[i + 1].Value) && !IsName(prompt, words, i + 1) && !IsVerb(prompt, words, i + 1))));
    }

    private static bool IsVerb(string prompt, MatchCollection words, int i)
    {
        var (word, before) = (Lower(words[i].Value), i > 0 ? Lower(words[i - 1].Value) : "");
        if (IsName(prompt, words, i)) return false;
        if (BeforeVerbs.Contains(before) || before.EndsWith("n't", StringComparison.Ordinal) || word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("n't", StringComparison.Ordinal)) return true;
        if (i == 0 || !Adjoins(words, i - 1) || !Counts(before)) return false;
        // After a noun: "a frog singing", "a hippo dances ballet", "a lamb follows a boy".
        if (word.Length > 5 && word.EndsWith("ing", StringComparison.Ordinal) && word is not ("spring" or "string")) return true;
        if (i + 1 == words.Count) return false;
        var isThirdPerson = word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal);
        var after = Lower(words[i + 1].Value);
        return isThirdPerson ? AfterVerbs.Contains(after) || (Adjoins(words, i) && Counts(after)) : AfterVerbs.Contains(after) && !AfterNouns.Contains(after);
    }

    /// <summary>Written with a capital that no sentence begins with.</summary>
    private static bool IsName(string prompt, MatchCollection words, int i) =>
        i > 0 && char.IsUpper(words[i].Value[0]) && prompt.AsSpan(0, words[i].Index).TrimEnd(" \"'(\u201C\u2018") is [.., not ('.' or '!' or '?' or ':' or '\n')];

    /// <summary>Whether nothing but a space stands between it and the next word.</summary>
    private static bool Adjoins(MatchCollection words, int i) => i + 1 < words.Count && words[i + 1].Index == words[i].Index + words[i].Length + 1 && words[i].Length > 0;

    private static bool Counts(string word) => Lower(word) is var lower && DraftRules.Counts(lower) && !BeforeVerbs.Contains(lower) && !AfterVerbs.Contains(lower);

    private static string Lower(string word) => word.ToLowerInvariant().Replace('\u2019', '\'');

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"\p{L}+(?:['\u2019]\p{L}+)?")]
    private static partial Regex Word();
}
