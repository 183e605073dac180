using MuseSpark.Inference.Classification.Personal;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Classification;

/// <summary>Judges a text by the learned model, window by window, and by two sets of rules: minors in sexual context, personal data.</summary>
/// <remarks>Safe for concurrent calls. Its maker disposes it, after the last call.</remarks>
public sealed class TextClassifier : IClassifier, IDisposable
{
    /// <summary>The architecture that model.json must name.</summary>
    public const string Architecture = "hashed-ngrams";

    /// <summary>The kind of work under which the catalog finds it.</summary>
    public const string Kind = "text-screening";

    // Below this part of the threshold nobody asks for reasons; of many windows the worst are reason enough.
    private const double WorthExplaining = 0.5;
    private const int MostWindows = 4;

    // Of a window's words, those that count at least this part of what the heaviest counts.
    private const double WorthShowing = 0.4;
    private const int MostWords = 6;

    private readonly NgramModel _model;
    private readonly IReadOnlyDictionary<string, double> _thresholds;

    private TextClassifier(ModelManifest manifest, NgramModel model)
    {
        Manifest = manifest;
        _model = model;
        _thresholds = model.Labels.Thresholds;
    }

    public ModelManifest Manifest { get; }

    /// <exception cref="ModelException">A file is missing or damaged.</exception>
    public static TextClassifier Open(string folder, ModelManifest manifest, OnnxOptions options) => new(manifest, NgramModel.Open(folder, options));

    public ClassifierScores Classify(string text, CancellationToken cancellationToken)
    {
        if (text.Length > TextLimits.MaxCharacters)
            throw new ArgumentException($"A text of {text.Length} characters is too long; the longest is {TextLimits.MaxCharacters}.", nameof(text));
        var scores = Judge(text, cancellationToken);
        // What is written in base64 is judged as what it says; all of its letters are the reason.
        foreach (var hidden in EncodedText.Find(text))
        {
            var inner = Judge(hidden.Text, cancellationToken);
            for (var i = 0; i < scores.Length; i++)
                if (inner[i].Score > scores[i].Score)
                    scores[i] = inner[i] with { Spans = inner[i].Spans.Count == 0 ? [] : [new TextSpan(hidden.Start, hidden.Length, 1)] };
        }
        return new ClassifierScores(Manifest.Id, Manifest.Version, scores);
    }

    public void Dispose() => _model.Dispose();

    private CategoryScore[] Judge(string text, CancellationToken cancellationToken)
    {
        var words = WordReader.Read(text);
        var features = _model.Read(words);
        (int First, int End)[] windows = [.. Windows.Of(features.Places)];
        var chances = _model.Score(features, windows, cancellationToken);
        var minors = MinorsRule.Judge(words, windows, chances.Select(c => (double)c[Column(Categories.Sexual)]).ToArray());
        // The same windows are often the worst in several categories.
        var without = new Dictionary<int, float[][]>();
        return
        [
            .. Categories.Judged.Select((category, column) => ByModel(category, column)),
            new CategoryScore(Categories.SexualMinors, minors.Score, _thresholds[Categories.SexualMinors], MinorsRule.Name, minors.Spans),
            PersonalDataFinder.Judge(text, _thresholds[Categories.PersonalData], cancellationToken),
        ];

        // A text is as bad as its worst window.
        CategoryScore ByModel(string category, int column)
        {
            var threshold = _thresholds[category];
            var spans = chances.Index().Where(window => window.Item[column] >= threshold * WorthExplaining)
                .OrderByDescending(window => window.Item[column]).Take(MostWindows).SelectMany(window => Explain(window.Index, column));
            return new CategoryScore(category, chances.Length == 0 ? 0 : chances.Max(c => c[column]), threshold, CategoryScore.Model, Merge(spans));
        }

        // The words without which the window would be judged milder.
        IEnumerable<TextSpan> Explain(int window, int column)
        {
            if (!without.TryGetValue(window, out var scores)) without[window] = scores = _model.ScoreWithout(features, windows[window], cancellationToken);
            var drops = scores.Select((score, i) => (Place: windows[window].First + i, Drop: LogOdds(chances[window][column]) - LogOdds(score[column]))).ToArray();
            var most = drops.Max(d => d.Drop);
            return drops.Where(d => d.Drop > 0 && d.Drop >= most * WorthShowing).OrderByDescending(d => d.Drop).Take(MostWords).Select(d =>
            {
                var (start, end) = features.SpanOf(d.Place);
                return new TextSpan(start, end - start, d.Drop / most);
            });
        }
    }

    private static int Column(string category) => Categories.Judged.ToList().IndexOf(category);

    private static double LogOdds(float chance)
    {
        var p = Math.Clamp(chance, 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
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
