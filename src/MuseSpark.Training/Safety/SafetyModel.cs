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

    /// <summary>Sets the thresholds where few of the harmless but dark texts reach any, none of which the model has learned from.</summary>
    /// <param name="stories">Part of the stories that may be flagged.</param>
    /// <param name="everyday">The same for everyday lines, which hold counter-speech and questions about harm.</param>
    public SafetyModel WithThresholds(IReadOnlyList<SafetyExample> unseen, double stories, double everyday)
    {
        var atStories = Reached(unseen.Where(e => e.IsStory), stories);
        var atEveryday = Reached(unseen.Where(e => e.IsEveryday), everyday);
        return With([.. atStories.Zip(atEveryday, (a, b) => Math.Clamp(Math.Max(a, b), Lowest, Highest))]);
    }

    public SafetyModel With(double[] others) => new(ngrams, doubtful, encoder, vocabulary, calibration, others);

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

    /// <summary>By category the lowest thresholds with as many texts above each that no more than this part of all is above any.</summary>
    private double[] Reached(IEnumerable<SafetyExample> examples, double part)
    {
        var scores = Score([.. examples.Select(e => e.Text)]);
        double[][] ranked = [.. Enumerable.Range(0, Categories.Judged.Count).Select(c => scores.Select(s => s[c]).OrderDescending().ToArray())];
        double[] found = [.. ranked.Select(_ => 1.0)];
        for (var above = 0; above < scores.Length; above++)
        {
            double[] next = [.. ranked.Select(r => Math.Floor(100 * r[above] + 1) / 100)];
            if (scores.Count(score => score.Zip(next).Any(pair => pair.First >= pair.Second)) > part * scores.Length) break;
            found = next;
        }
        return found;
    }

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
