using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Text.Drafts;

/// <summary>
/// Which of several drafts is the best: it keeps the words of the prompt, ends by itself at the end of a sentence, does not
/// repeat itself, does not mix up its persons, its scene line tells of what is in the text, and the model was sure of it.
/// </summary>
/// <remarks>
/// The last is the sum of its tokens' log-probabilities over a power of their number, as beam searches weigh theirs (Wu et al. 2016, arXiv
/// 1609.08144, section 7). Where a small model mixes two stories up, it is unsure of the words with which it does: what that says of a hundred
/// stories that were read and marked stands in the README.
/// </remarks>
public static partial class DraftRules
{
    // A draft that breaks off or loops is worse than one that misses a word of the prompt.
    private const double HeldWeight = 1, EndWeight = 1, LoopWeight = 2, SceneWeight = 0.25, MixedWeight = 0.5, SureWeight = 0.15, LengthPower = 0.5;

    /// <summary>Words that say how to write rather than about what, and those too common to count.</summary>
    private static readonly HashSet<string> Passed = [.. """
        about after all also and any are ask but can could did does for from get give had has have her here him his how into its just
        like little long make many may more much must not now off one only our out over please poem short she should some story tale tell
        than that the their them then there they this title too two upon very want wants was were what when where which who whose why will with
        would write you your idea ideas list names once named called rhyme
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The index of the best draft; of equals the first.</summary>
    public static int Best(string prompt, IReadOnlyList<Draft> drafts)
    {
        var best = 0;
        var scores = drafts.Select(d => Score(prompt, d)).ToList();
        for (var i = 1; i < scores.Count; i++)
            if (scores[i] > scores[best]) best = i;
        return best;
    }

    /// <summary>2.25 and less: each group of four words that comes three times takes 2, a sign that persons are mixed up a half, and what the model was not sure of takes some.</summary>
    public static double Score(string prompt, Draft draft)
    {
        var body = Words(draft.Body).ToList();
        var present = body.ToHashSet();
        return HeldWeight * Share(prompt, present)
            + (EndsProperly(draft) ? EndWeight : 0)
            - LoopWeight * Loops(body)
            + (draft.Scene.Length > 0 ? SceneWeight * Share(draft.Scene, present) : 0)
            - MixedWeight * PersonRules.MixedUp(draft.Body)
            + SureWeight * draft.Logprob / Math.Pow(Math.Max(1, draft.Tokens), LengthPower);
    }

    /// <summary>Share of the words that count in <paramref name="text"/> that are among those present; 1 where none counts.</summary>
    private static double Share(string text, HashSet<string> present)
    {
        var counted = Words(text).Where(Counts).Distinct().ToList();
        return counted.Count == 0 ? 1 : counted.Count(present.Contains) / (double)counted.Count;
    }

    /// <summary>Whether a word, in lower case, says what a text is about.</summary>
    internal static bool Counts(string word) => word.Length > 2 && !Passed.Contains(word);

    private static bool EndsProperly(Draft draft) =>
        draft.Finish == FinishReason.EndOfText && draft.Body.TrimEnd() is [.., var last] && (char.IsPunctuation(last) || draft.Body.Contains('\n'));

    /// <summary>How many groups of four words come three times or more.</summary>
    private static int Loops(List<string> words) =>
        Enumerable.Range(0, Math.Max(0, words.Count - 3)).Select(i => (words[i], words[i + 1], words[i + 2], words[i + 3]))
            .GroupBy(group => group).Count(group => group.Count() >= 3);

    /// <summary>Lower case; a plural counts as its singular.</summary>
    private static IEnumerable<string> Words(string text) => Word().Matches(text.ToLowerInvariant()).Select(m =>
        m.Value is { Length: > 3 } word && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : m.Value);

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
