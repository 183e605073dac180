using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Classification;

/// <summary>
/// The learned part: <c>features</c> (n) name rows of a table, each line of <c>bags</c> (b, n) says how much each counts in one
/// window, <c>words</c> (b, l) are the numbers of its words' meanings with a zero before and behind, <c>scores</c> (b, c) are
/// calibrated chances.
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class NgramModel : IDisposable
{
    public const string Features = "features", Bags = "bags", Words = "words", Scores = "scores";

    private readonly OnnxSession _session;
    private readonly Dictionary<uint, int> _meanings;

    private NgramModel(OnnxSession session, NgramLabels labels, Dictionary<uint, int> meanings)
    {
        _session = session;
        _meanings = meanings;
        Labels = labels;
        session.RequireInput(Features, 1, TensorElementType.Int32);
        session.RequireInput(Bags, 2, TensorElementType.Float);
        session.RequireInput(Words, 2, TensorElementType.Int32);
        if (session.RequireOutput(Scores, 2, TensorElementType.Float).Shape[1] != labels.Categories.Length)
            throw new ModelException("The classifier has not as many scores as labels.json has categories.");
    }

    public NgramLabels Labels { get; }

    /// <exception cref="ModelException">A file is missing or damaged, or the two do not fit together.</exception>
    public static NgramModel Open(string folder, OnnxOptions options)
    {
        var labels = NgramLabels.Read(folder);
        var meanings = MeaningsFile.Read(folder);
        // The graph is so small that sharing it among threads costs more than it saves.
        var session = OnnxSession.Open(Path.Combine(folder, "onnx", "model.onnx"), options with { Threads = 1 });
        try
        {
            var model = new NgramModel(session, labels, meanings);
            // The last row there is: a table that is too short says so here and not in the middle of a text.
            model.Run([labels.Rows - 1], [1], [0, meanings.Count, 0], 1, CancellationToken.None);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A text as this model reads it.</summary>
    public TextFeatures Read(IReadOnlyList<Word> words) => TextFeatures.Of(words, Labels.Rows, _meanings);

    /// <summary>Chances of each category in each window: [window][category].</summary>
    public float[][] Score(TextFeatures text, IReadOnlyList<(int First, int End)> windows, CancellationToken cancellationToken)
    {
        // Windows that share words are run together; a run spans few words, so the bags have few zeros.
        const int together = 4;
        var scores = new List<float[]>(windows.Count);
        while (scores.Count < windows.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Only the last of a text is shorter; it goes alone.
            var length = windows[scores.Count].End - windows[scores.Count].First;
            var bags = windows.Skip(scores.Count).Take(together).TakeWhile(window => window.End - window.First == length)
                .Select(window => (window.First, window.End, Without: -1)).ToArray();
            scores.AddRange(Run(text, bags, cancellationToken));
        }
        return [.. scores];
    }

    /// <summary>What the window's scores would be without each of its words: [word - first][category].</summary>
    public float[][] ScoreWithout(TextFeatures text, (int First, int End) window, CancellationToken cancellationToken) =>
        Run(text, [.. Enumerable.Range(window.First, window.End - window.First).Select(word => (window.First, window.End, word))], cancellationToken);

    public void Dispose() => _session.Dispose();

    private float[][] Run(TextFeatures text, (int First, int End, int Without)[] bags, CancellationToken cancellationToken)
    {
        var from = text.FirstOf(bags.Min(bag => bag.First));
        var count = text.FirstOf(bags.Max(bag => bag.End)) - from;
        var features = text.Rows.Slice(from, count).ToArray();
        var counts = new float[bags.Length * count];
        var length = bags[0].End - bags[0].First + 2;
        var words = new int[bags.Length * length];
        for (var b = 0; b < bags.Length; b++)
        {
            var (first, end, without) = bags[b];
            var bag = counts.AsSpan(b * count, count);
            var (start, stop) = (text.FirstOf(first), text.FirstOf(end));
            text.Values[start..stop].CopyTo(bag[(start - from)..]);
            if (without >= 0) bag[(text.FirstOf(without) - from)..(text.FirstOf(without + 1) - from)].Clear();
            text.Meanings[first..end].CopyTo(words.AsSpan(b * length + 1));
            if (without >= 0) words[b * length + 1 + without - first] = 0;
            // The length of the window as it is, so that a word that is left out changes nothing else.
            Scale(bag, text.Values[start..stop]);
        }
        return Run(features, counts, words, bags.Length, cancellationToken);
    }

    /// <param name="features">(n).</param>
    /// <param name="counts">(bags, n).</param>
    /// <param name="words">(bags, l).</param>
    private float[][] Run(int[] features, float[] counts, int[] words, int bags, CancellationToken cancellationToken)
    {
        using var wordsValue = OrtValue.CreateTensorValueFromMemory(words, [bags, words.Length / bags]);
        using var featuresValue = OrtValue.CreateTensorValueFromMemory(features, [features.Length]);
        using var bagsValue = OrtValue.CreateTensorValueFromMemory(counts, [bags, features.Length]);
        using var outputs = _session.Run([Features, Bags, Words], [featuresValue, bagsValue, wordsValue], [Scores], cancellationToken);
        var scores = outputs[0].GetTensorDataAsSpan<float>();
        var width = Labels.Categories.Length;
        var result = new float[bags][];
        for (var b = 0; b < bags; b++) result[b] = scores.Slice(b * width, width).ToArray();
        return result;
    }

    /// <summary>Makes a bag independent of how many words it holds: values divided by the length of their vector.</summary>
    public static void Scale(Span<float> bag, ReadOnlySpan<float> values)
    {
        var length = System.Numerics.Tensors.TensorPrimitives.Norm(values);
        if (length > 0) System.Numerics.Tensors.TensorPrimitives.Divide(bag, length, bag);
    }
}
