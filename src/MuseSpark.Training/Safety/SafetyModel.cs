using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Training.Safety.Encoder;
using static TorchSharp.torch;

namespace MuseSpark.Training.Safety;

/// <summary>Both trained stages with their calibration and their thresholds.</summary>
/// <param name="thresholds">One for each judged category.</param>
internal sealed class SafetyModel(NgramNet ngrams, double doubtful, SafetyEncoder encoder, WordPieces vocabulary, Platt[] calibration, double[] thresholds)
{
    // A chance below this is no reason to call somebody; one above is, whatever the harmless texts say.
    private const double Lowest = 0.2, Highest = 0.98;

    // Thresholds are tried in hundredths, so far at once; where a step flags nothing more, the longer one is not better than the shorter.
    private const double Step = 0.01, FurthestStep = 0.1, Free = 0.02;

    private const int Together = 32;
    private const float Unread = -50;

    public NgramNet Ngrams => ngrams;

    /// <summary>From which log-odds of the first stage on a window is read by the second.</summary>
    public double Doubtful => doubtful;

    public SafetyEncoder Encoder => encoder;

    public IReadOnlyList<Platt> Calibration => calibration;

    public double[] Thresholds => thresholds;

    /// <summary>Calibrates on examples that neither stage has learned from.</summary>
    public static SafetyModel Calibrate(NgramNet ngrams, double doubtful, SafetyEncoder encoder, WordPieces vocabulary, IReadOnlyList<SafetyExample> heldOut)
    {
        var bare = new SafetyModel(ngrams, double.NegativeInfinity, encoder, vocabulary, [], []);
        var logits = bare.LogOdds([.. heldOut.Select(e => e.Text)]);
        var calibration = Enumerable.Range(0, SafetyExample.Outputs).Select(o =>
            Platt.Fit([.. heldOut.Index().Where(e => e.Item.Label(o) >= 0).Select(e => ((double)logits[e.Index].Max(passage => passage[o]), e.Item.Label(o) == 1))]));
        return new SafetyModel(ngrams, doubtful, encoder, vocabulary, [.. calibration], [.. Categories.Judged.Select(_ => 0.5)]);
    }

    /// <summary>
    /// Sets the thresholds where they find the most violations and flag few of the harmless but dark texts: from the top, always the step down
    /// that finds the most for what it flags, as long as no limit is passed; then again with one category at the top and the others as they are. The model
    /// has learned from none of these texts.
    /// </summary>
    /// <param name="stories">Part of the stories that may be flagged.</param>
    /// <param name="everyday">The same for everyday lines, which hold counter-speech and questions about harm.</param>
    public SafetyModel WithThresholds(IReadOnlyList<SafetyExample> unseen, double stories, double everyday)
    {
        // Fillings of one frame would count a dozen times.
        var violations = Scores(e => e.IsViolation && e.IsOwn && e.Frame is null);
        (double[][] Scores, double Limit)[] harmless = [Limited(e => e.IsStory, stories), Limited(e => e.IsEveryday, everyday)];
        var best = Lowered([.. Categories.Judged.Select(_ => Highest)]);
        // What one category has used up others may use better: each gives all back and takes part again, until nothing is gained.
        for (var c = 0; c < best.Length; c++)
        {
            double[] given = [.. best];
            given[c] = Highest;
            var other = Lowered(given);
            if (Flagged(violations, other) > Flagged(violations, best)) (best, c) = (other, -1);
        }
        return With(best);

        double[][] Scores(Func<SafetyExample, bool> which) => Score([.. unseen.Where(which).Select(e => e.Text)]);
        (double[][], double) Limited(Func<SafetyExample, bool> which, double part) => Scores(which) is var scores ? (scores, part * scores.Length) : default;

        double[] Lowered(double[] from)
        {
            while (Steps(from).Where(s => s.Found > 0 && s.Cost is not null).OrderByDescending(s => s.Found / (s.Cost + Free)).FirstOrDefault() is { Next: { } next }) from = next;
            return from;
        }

        IEnumerable<(double[] Next, int Found, double? Cost)> Steps(double[] chosen)
        {
            for (var c = 0; c < chosen.Length; c++)
                for (var at = Math.Round(chosen[c] - Step, 2); at >= Math.Max(Lowest, chosen[c] - FurthestStep); at = Math.Round(at - Step, 2))
                {
                    double[] next = [.. chosen];
                    next[c] = at;
                    var costs = harmless.Select(h => (Flagged: Flagged(h.Scores, next), More: (Flagged(h.Scores, next) - Flagged(h.Scores, chosen)) / h.Limit, h.Limit)).ToArray();
                    yield return (next, Flagged(violations, next) - Flagged(violations, chosen), costs.All(h => h.Flagged <= h.Limit) ? costs.Sum(h => h.More) : null);
                }
        }

        static int Flagged(double[][] scores, double[] thresholds) => scores.Count(score => score.Zip(thresholds).Any(pair => pair.First >= pair.Second));
    }

    public SafetyModel With(double[] others) => new(ngrams, doubtful, encoder, vocabulary, calibration, others);

    /// <summary>The same with another bar of the first stage.</summary>
    public SafetyModel With(double other) => new(ngrams, other, encoder, vocabulary, calibration, thresholds);

    /// <summary>Part of the windows of these texts that the second stage reads.</summary>
    public double Read(IEnumerable<string> texts)
    {
        var windows = texts.SelectMany(text => Bag.Of(text, ngrams.Table.Length)).ToArray();
        return windows.Count(window => ngrams.LogOdds(window) >= doubtful) / (double)windows.Length;
    }

    /// <summary>
    /// For each text the chance of each category in its worst passage. The chance that it holds anything goes to the category that is
    /// likeliest and, much less, to others: it often is plain that a text is bad before it is plain how.
    /// </summary>
    public double[][] Score(IReadOnlyList<string> texts) => [.. LogOdds(texts).Select(passages =>
    {
        var worst = new double[Categories.Judged.Count];
        foreach (var logits in passages)
        {
            var chances = new double[SafetyExample.Outputs];
            for (var o = 0; o < chances.Length; o++) chances[o] = calibration[o].Chance(logits[o]);
            var highest = chances[..^1].Max();
            for (var c = 0; c < worst.Length; c++) worst[c] = Math.Max(worst[c], Math.Max(chances[c], chances[^1] * Math.Pow(chances[c] / highest, EncoderGraph.Share)));
        }
        return worst;
    })];

    /// <summary>For each text the log-odds of its doubtful passages; where there is none, those of something that nobody would flag.</summary>
    private List<float[]>[] LogOdds(IReadOnlyList<string> texts)
    {
        using var _ = no_grad();
        List<float[]>[] results = [.. texts.Select(_ => new List<float[]>())];
        foreach (var batch in texts.Index().SelectMany(text => Lines(text.Item).Select(line => (text.Index, Line: line))).OrderBy(l => l.Line.Length).Chunk(Together))
        {
            using var scope = NewDisposeScope();
            var logits = encoder.forward(EncoderRun.Padded([.. batch.Select(b => b.Line)])).data<float>().ToArray().Chunk(SafetyExample.Outputs);
            foreach (var (line, row) in batch.Zip(logits)) results[line.Index].Add(row);
        }
        foreach (var result in results.Where(r => r.Count == 0)) result.Add([.. Enumerable.Repeat(Unread, SafetyExample.Outputs)]);
        return results;
    }

    private IEnumerable<long[]> Lines(string text)
    {
        var bags = Bag.Of(text, ngrams.Table.Length);
        var pieces = PieceText.Of(text, WordReader.Read(text), vocabulary);
        return Passages.Of(pieces, Windows.Of(pieces.Places).Zip(bags).Where(w => ngrams.LogOdds(w.Second) >= doubtful).Select(w => w.First)).Select(passage => EncoderRun.Pieces(pieces, passage));
    }
}
