using MuseSpark.Inference.Classification.Personal;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Classification;

/// <summary>Judges a text by a learned model in two stages, and by two sets of rules: minors in sexual context, personal data.</summary>
/// <remarks>Safe for concurrent calls. Its maker disposes it, after the last call.</remarks>
public sealed class TextClassifier : IClassifier, IDisposable
{
    /// <summary>The architecture that model.json must name.</summary>
    public const string Architecture = "ngrams-encoder";

    /// <summary>The kind of work under which the catalog finds it.</summary>
    public const string Kind = "text-screening";

    // Below this part of the threshold nobody asks for reasons; of many passages the worst are reason enough.
    private const double WorthExplaining = 0.5;
    private const int MostPassages = 4;

    // Of a passage's words, those that count at least this part of what the heaviest counts.
    private const double WorthShowing = 0.4;
    private const int MostWords = 6;

    private static readonly int Sexual = Categories.Judged.Index().Single(category => category.Item == Categories.Sexual).Index;

    private readonly ClassifierLabels _labels;
    private readonly NgramTable _ngrams;
    private readonly EncoderModel _encoder;

    private TextClassifier(ModelManifest manifest, ClassifierLabels labels, NgramTable ngrams, EncoderModel encoder) =>
        (Manifest, _labels, _ngrams, _encoder) = (manifest, labels, ngrams, encoder);

    public ModelManifest Manifest { get; }

    /// <exception cref="ModelException">A file is missing or damaged.</exception>
    public static TextClassifier Open(string folder, ModelManifest manifest, OnnxOptions options)
    {
        var labels = ClassifierLabels.Read(folder);
        return new TextClassifier(manifest, labels, NgramTable.Read(folder), EncoderModel.Open(folder, labels.Categories.Length, options));
    }

    public ClassifierScores Classify(string text, CancellationToken cancellationToken)
    {
        if (text.Length > TextLimits.MaxCharacters)
            throw new ArgumentException($"A text of {text.Length} characters is too long; the longest is {TextLimits.MaxCharacters}.", nameof(text));
        var scores = Judge(text, cancellationToken);
        // What is written in base64 is judged as what it says; all of its letters are the reason.
        foreach (var hidden in Base64Text.Find(text))
        {
            var inner = Judge(hidden.Text, cancellationToken);
            for (var i = 0; i < scores.Length; i++)
                if (inner[i].Score > scores[i].Score)
                    scores[i] = inner[i] with { Spans = inner[i].Spans.Count == 0 ? [] : [new TextSpan(hidden.Start, hidden.Length, 1)] };
        }
        return new ClassifierScores(Manifest.Id, Manifest.Version, scores);
    }

    public void Dispose() => _encoder.Dispose();

    private CategoryScore[] Judge(string text, CancellationToken cancellationToken)
    {
        var words = WordReader.Read(text);
        // What the n-grams clear nobody reads again; most of an ordinary text.
        var features = TextFeatures.Of(words, _ngrams.Rows);
        var doubtful = Doubtful.Of([.. Windows.Of(features.Places).Select(window => (window, _ngrams.LogOdds(features, window))).Where(window => window.Item2 >= _labels.Doubtful)]);
        var pieces = PieceText.Of(text, doubtful.Length == 0 ? [] : words, _encoder.Vocabulary);
        (int First, int End)[] passages = [.. Passages.Of(pieces, doubtful)];
        var scores = _encoder.Score(pieces, passages, cancellationToken);
        foreach (var (passage, score) in passages.Zip(scores)) _labels.Blend.Apply(score.Chances, _ngrams.LogOdds(features, passage));
        var minors = MinorsRule.Judge(words, passages, [.. scores.Select(s => (double)s.Chances[Sexual])]);
        return
        [
            .. Categories.Judged.Select(ByModel),
            new CategoryScore(Categories.SexualMinors, minors.Score, _labels.Thresholds[Categories.SexualMinors], MinorsRule.Name, minors.Spans),
            PersonalDataFinder.Judge(text, _labels.Thresholds[Categories.PersonalData], cancellationToken),
        ];

        // A text is as bad as its worst passage.
        CategoryScore ByModel(string category, int column)
        {
            var threshold = _labels.Thresholds[category];
            var spans = scores.Index().Where(passage => passage.Item.Chances[column] >= threshold * WorthExplaining)
                .OrderByDescending(passage => passage.Item.Chances[column]).Take(MostPassages).SelectMany(passage => Explain(passage.Index, column));
            return new CategoryScore(category, scores.Length == 0 ? 0 : scores.Max(s => s.Chances[column]), threshold, CategoryScore.Model, Merge(spans));
        }

        // The words that add more to the log-odds than the passage's words do on average.
        IEnumerable<TextSpan> Explain(int passage, int column)
        {
            var (first, end) = passages[passage];
            var added = Enumerable.Range(first, end - first).Select(place => (Place: place, Share: Added(place))).ToArray();
            var average = added.Average(a => a.Share);
            var most = added.Max(a => a.Share) - average;
            return added.Select(a => (a.Place, Share: a.Share - average)).Where(a => a.Share > 0 && a.Share >= most * WorthShowing).OrderByDescending(a => a.Share).Take(MostWords).Select(a =>
            {
                var (start, stop) = pieces.SpanOf(a.Place);
                return new TextSpan(start, stop - start, a.Share / most);
            });

            // One piece stands before the passage.
            double Added(int place) => Enumerable.Range(pieces.FirstOf(place), pieces.FirstOf(place + 1) - pieces.FirstOf(place))
                .Sum(piece => (double)scores[passage].Share(piece - pieces.FirstOf(first) + 1, column));
        }
    }

    /// <summary>Puts spans in order and joins those that overlap.</summary>
    private static List<TextSpan> Merge(IEnumerable<TextSpan> spans)
    {
        var merged = new List<TextSpan>();
        foreach (var span in spans.OrderBy(s => s.Start).ThenByDescending(s => s.Length))
            if (merged.Count > 0 && span.Start < merged[^1].End)
            {
                var last = merged[^1];
                merged[^1] = new TextSpan(last.Start, Math.Max(last.End, span.End) - last.Start, Math.Max(last.Weight, span.Weight));
            }
            else merged.Add(span);
        return merged;
    }
}
