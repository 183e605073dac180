using System.Text.RegularExpressions;
using MuseSpark.Inference.Classification;
using MuseSpark.Web.Generations.Languages;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>
/// Where the classifier is not to be believed at once. Two or three words are too little to say what a text means ("18" and "list" alone may
/// look indecent), and of other languages it has read much less than of English: there only a score that leaves little doubt counts. The
/// built-in model learned from nothing but texts for children, so what its sentences remind the classifier of is no evidence, as with the pictures of the
/// other one; what it was asked for is screened by itself. What is found by its form or a list, as somebody's data is, needs no doubt.
/// </summary>
/// <param name="Clear">From which score on, counted as elsewhere from 0.5, it is believed.</param>
public sealed partial record Doubt(double Clear)
{
    private const int ManyWords = 5, ManyLetters = 60;

    // More than any score.
    private const double Never = 2;

    private static readonly Doubt None = new(0), AboutFewWords = new(0.85), AboutLanguage = new(0.75), AboutBuiltIn = new(Never);

    public static Doubt About(Material material, string text)
    {
        if (material.FromBuiltIn) return AboutBuiltIn;
        return ShortText.HasFewer(text, ManyWords, ManyLetters) ? AboutFewWords : English.IsIn(text) ? None : AboutLanguage;
    }

    /// <summary>Below <see cref="Clear"/> nothing is found; above it the score counts as it is.</summary>
    public double Weigh(double score) => score < Clear ? score * 0.49 / Clear : score;

    /// <summary>What the classifier says of it; of a few words, without the numbers in them.</summary>
    public ClassifierScores Ask(IClassifier classifier, string text, CancellationToken cancellationToken)
    {
        var whole = classifier.Classify(text, cancellationToken);
        if (this != AboutFewWords || !Numbers().IsMatch(text)) return whole;
        var calm = classifier.Classify(Numbers().Replace(text, m => new string(' ', m.Length)), cancellationToken);
        return calm with { Scores = [.. calm.Scores.Select((score, i) => whole.Scores[i].Source == CategoryScore.Model ? score : whole.Scores[i])] };
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
