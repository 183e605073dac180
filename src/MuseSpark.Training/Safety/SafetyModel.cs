using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Training.Safety.Encoder;
using static TorchSharp.torch;

namespace MuseSpark.Training.Safety;

/// <summary>Both trained stages with their calibration.</summary>
/// <param name="threshold">From which chance on a text is flagged, whatever the category: chances are calibrated, so one means the same for all.</param>
internal sealed class SafetyModel(NgramNet ngrams, double doubtful, SafetyEncoder encoder, WordPieces vocabulary, Platt[] calibration, double threshold)
{
    private const int Together = 32;
    private const float Unread = -50;

    public NgramNet Ngrams => ngrams;

    /// <summary>From which log-odds of the first stage on a window is read by the second.</summary>
    public double Doubtful => doubtful;

    public SafetyEncoder Encoder => encoder;

    public IReadOnlyList<Platt> Calibration => calibration;

    public double Threshold => threshold;

    /// <summary>Calibrates on examples that neither stage has learned from.</summary>
    public static SafetyModel Calibrate(NgramNet ngrams, double doubtful, SafetyEncoder encoder, WordPieces vocabulary, IReadOnlyList<SafetyExample> heldOut, double threshold)
    {
        var bare = new SafetyModel(ngrams, double.NegativeInfinity, encoder, vocabulary, [], threshold);
        var logits = bare.LogOdds([.. heldOut.Select(e => e.Text)]);
        var calibration = Enumerable.Range(0, SafetyExample.Outputs).Select(o =>
            Platt.Fit([.. heldOut.Index().Where(e => e.Item.Label(o) >= 0).Select(e => ((double)logits[e.Index].Max(passage => passage[o]), e.Item.Label(o) == 1))]));
        return new SafetyModel(ngrams, doubtful, encoder, vocabulary, [.. calibration], threshold);
    }

    /// <summary>The same with another bar of the first stage.</summary>
    public SafetyModel With(double other) => new(ngrams, other, encoder, vocabulary, calibration, threshold);

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
