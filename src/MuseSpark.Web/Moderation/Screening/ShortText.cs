using System.Text.RegularExpressions;
using MuseSpark.Inference.Classification;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>
/// Two or three words are too little for a classifier that weighs words against each other: "18" and "list" alone look indecent to it.
/// So in short texts numbers are not read (but for somebody's data, which is found by its form), and the rest has to be clear.
/// </summary>
public static partial class ShortText
{
    private const int Words = 4;

    /// <summary>From which score on, counted as elsewhere from 0.5, a short text is believed to hold harm.</summary>
    private const double Clear = 0.7;

    public static bool Is(string text) => text.Split((char[]?)null, Words + 1, StringSplitOptions.RemoveEmptyEntries).Length <= Words;

    public static string WithoutNumbers(string text) => Numbers().Replace(text, m => new string(' ', m.Length));

    /// <summary>Below <see cref="Clear"/> nothing is found; above it the score counts as it is.</summary>
    public static double Weigh(double score) => score < Clear ? score * 0.49 / Clear : score;

    /// <summary>What is found by form is taken from the whole text, the rest from the text without numbers.</summary>
    public static ClassifierScores Join(ClassifierScores whole, ClassifierScores calm) =>
        calm with { Scores = [.. calm.Scores.Select((score, i) => whole.Scores[i].Source == CategoryScore.Model ? score : whole.Scores[i])] };

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
