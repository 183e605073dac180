using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Inference.Classification;

/// <summary>
/// Sexual content with minors: words or ages of minors close to sexual words, or in a passage that the model holds for sexual.
/// Children in a passage without either never count.
/// </summary>
internal static class MinorsRule
{
    public const string Name = "rule:minors";

    private const int Near = 24;

    // What a person who looks at it should see: certain, likely, and only mentioned together.
    private const double Certain = 0.97, Likely = 0.85, Together = 0.3;

    private const double SexualPassage = 0.5;

    public static (double Score, IReadOnlyList<TextSpan> Spans) Judge(
        IReadOnlyList<Word> words, (int First, int End)[] passages, double[] sexualByPassage)
    {
        var (score, spans) = (0.0, new List<TextSpan>());
        var sexual = ByPlace(words.Count == 0 ? 0 : words[^1].Place + 1, passages, sexualByPassage);
        // Places of the last sexual word so far and of the next one: one pass each way.
        var (explicitNear, clinicalNear, protectiveNear) = (Nearness(words, MinorsWords.Explicit), Nearness(words, MinorsWords.Clinical), Nearness(words, MinorsWords.Protective));
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (MinorsWords.Unambiguous.Contains(word.Text)) Found(Certain, i, 1);
            else if (MinorsWords.IsMinor(words, i, out var length))
            {
                if (explicitNear[i]) Found(Certain, i, length);
                else if (sexual[word.Place] >= SexualPassage) Found(Likely, i, length);
                else if (clinicalNear[i]) Found(protectiveNear[i] ? Together : Likely, i, length);
            }
        }
        if (score >= Likely)
            for (var i = 0; i < words.Count && spans.Count < 48; i++)
                if (MinorsWords.Explicit.Contains(words[i].Text)) Mark(i, 1);
        return (score, [.. spans.Distinct().OrderBy(s => s.Start)]);

        void Found(double chance, int at, int length)
        {
            score = Math.Max(score, chance);
            if (spans.Count < 24) Mark(at, length);
        }

        void Mark(int at, int length) => spans.Add(new TextSpan(words[at].Start, words[at + length - 1].Start + words[at + length - 1].Length - words[at].Start, 1));
    }

    /// <summary>For each place the score of the worst passage that it is in; 0 where it is in none.</summary>
    private static double[] ByPlace(int places, (int First, int End)[] passages, double[] scores)
    {
        var worst = new double[places];
        foreach (var (i, (first, end)) in passages.Index())
            for (var place = first; place < end; place++) worst[place] = Math.Max(worst[place], scores[i]);
        return worst;
    }

    /// <summary>For each word whether one of <paramref name="wanted"/> is at most <see cref="Near"/> places away.</summary>
    private static bool[] Nearness(IReadOnlyList<Word> words, IReadOnlySet<string> wanted)
    {
        var near = new bool[words.Count];
        var last = int.MinValue / 2;
        for (var i = 0; i < words.Count; i++)
        {
            if (wanted.Contains(words[i].Text)) last = words[i].Place;
            near[i] = words[i].Place - last <= Near;
        }
        last = int.MaxValue / 2;
        for (var i = words.Count - 1; i >= 0; i--)
        {
            if (wanted.Contains(words[i].Text)) last = words[i].Place;
            near[i] |= last - words[i].Place <= Near;
        }
        return near;
    }
}
