using System.Numerics.Tensors;
using MuseSpark.Inference;
using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>
/// The model in training: log-odds = bias + the rows of a bag in a table (rows, outputs) + the answers of filters over meanings x a
/// matrix (filters, outputs). The last output is whether the text holds anything at all.
/// </summary>
internal sealed class SafetyNet
{
    public const int Outputs = 7;

    private const int Batch = 8;

    private static readonly int Hate = Categories.Judged.ToList().IndexOf(Categories.Hate), Harassment = Categories.Judged.ToList().IndexOf(Categories.Harassment);

    private readonly WordVectors _vectors;
    private readonly SafetySettings _settings;
    private readonly SeededRandom _random;
    private readonly float[] _tableSquares, _biasSquares, _readSquares;
    private readonly float[] _answers, _pull, _logits = new float[Outputs], _gradient = new float[Outputs];
    private int _seen;

    public SafetyNet(SafetySettings settings, WordVectors vectors)
    {
        (_settings, _vectors, _random) = (settings, vectors, new SeededRandom(settings.Seed));
        Filters = new MeaningFilters(settings.Filters, _random);
        // The table begins empty, so that what training never shows counts nothing.
        Table = new float[settings.Rows * Outputs];
        Bias = new float[Outputs];
        Read = [.. Enumerable.Range(0, settings.Filters * Outputs).Select(_ => (float)(_random.NextDouble() * 2 - 1) * 0.3f)];
        (_tableSquares, _biasSquares, _readSquares) = (Start(Table), Start(Bias), Start(Read));
        (_answers, _pull) = (new float[settings.Filters], new float[settings.Filters]);

        static float[] Start(float[] like) => [.. Enumerable.Repeat(0.01f, like.Length)];
    }

    public MeaningFilters Filters { get; }

    public int Rows => _settings.Rows;

    /// <summary>(rows, outputs), row by row.</summary>
    public float[] Table { get; }

    /// <summary>(outputs).</summary>
    public float[] Bias { get; }

    /// <summary>(filters, outputs).</summary>
    public float[] Read { get; }

    /// <summary>Log-odds of each category and of any of them; valid until the next call.</summary>
    public ReadOnlySpan<float> Forward(Bag bag)
    {
        Filters.Forward(bag.Words, _vectors, _answers);
        return Sum(bag);
    }

    /// <summary>One step of Adagrad on one bag: the cross-entropy of the categories that are known.</summary>
    /// <returns>The loss.</returns>
    public double Learn(Bag bag, sbyte[] labels, float weight, float rate)
    {
        Filters.Forward(bag.Words, _vectors, _answers);
        // Some answers are left out each time, so that no two filters rely on each other.
        for (var f = 0; f < _answers.Length; f++)
            _answers[f] = _random.NextDouble() < _settings.Silent ? 0 : _answers[f] / (1 - (float)_settings.Silent);
        var logits = Sum(bag);
        var loss = 0.0;
        for (var o = 0; o < Outputs; o++)
        {
            var label = o < labels.Length ? labels[o] : Any(labels);
            var chance = 1 / (1 + MathF.Exp(-logits[o]));
            _gradient[o] = label < 0 ? 0 : weight * (chance - label);
            if (label >= 0) loss -= Math.Log(Math.Max(1e-7, label == 1 ? chance : 1 - chance));
        }
        for (var f = 0; f < _answers.Length; f++)
        {
            _pull[f] = _answers[f] > 0 ? TensorPrimitives.Dot<float>(Read.AsSpan(f * Outputs, Outputs), _gradient) : 0;
            if (_answers[f] > 0)
                for (var o = 0; o < Outputs; o++) Step(Read, _readSquares, f * Outputs + o, _gradient[o] * _answers[f], rate);
        }
        Filters.Backward(_pull);
        if (++_seen % Batch == 0) Filters.Step(rate * _settings.FilterRate, _settings.Decay);
        for (var o = 0; o < Outputs; o++) Step(Bias, _biasSquares, o, _gradient[o], rate);
        for (var i = 0; i < bag.Rows.Length; i++)
            for (var o = 0; o < Outputs; o++) Step(Table, _tableSquares, bag.Rows[i] * Outputs + o, _gradient[o] * bag.Values[i], rate);
        return loss;
    }

    /// <summary>
    /// 1 if any category is held, 0 if none is, negative where that isn't known. A text without hate and harassment counts as one
    /// without anything: else all that public sets could teach of tweets and comments would be that they are bad.
    /// </summary>
    public static sbyte Any(sbyte[] labels) => (sbyte)(labels.Contains((sbyte)1) ? 1 : labels[Hate] == 0 && labels[Harassment] == 0 ? 0 : -1);

    private ReadOnlySpan<float> Sum(Bag bag)
    {
        Bias.CopyTo(_logits, 0);
        for (var i = 0; i < bag.Rows.Length; i++)
            TensorPrimitives.MultiplyAdd(Table.AsSpan(bag.Rows[i] * Outputs, Outputs), bag.Values[i], _logits, _logits);
        for (var f = 0; f < _answers.Length; f++)
            if (_answers[f] > 0) TensorPrimitives.MultiplyAdd(Read.AsSpan(f * Outputs, Outputs), _answers[f], _logits, _logits);
        return _logits;
    }

    private void Step(float[] weights, float[] squares, int at, float gradient, float rate)
    {
        gradient += _settings.Decay * weights[at];
        squares[at] += gradient * gradient;
        weights[at] -= rate * gradient / MathF.Sqrt(squares[at]);
    }
}
