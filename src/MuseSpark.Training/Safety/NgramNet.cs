using System.Numerics.Tensors;
using MuseSpark.Inference;

namespace MuseSpark.Training.Safety;

/// <summary>
/// The model in training: a table (rows, width) whose rows are summed over a bag, meanings of words added. Without a hidden layer the
/// sums are the log-odds themselves (logistic regression); with one, width is its size and relu(sum + bias) goes through a matrix
/// (width, categories).
/// </summary>
internal sealed class NgramNet
{
    private readonly int _categories;
    private readonly float[] _tableSquares, _biasSquares, _outSquares, _outBiasSquares;
    private readonly float[] _sum, _logits, _outGradient, _gradient;

    private readonly List<(int Word, float Value)> _words = [];
    private readonly WordVectors _vectors;
    private readonly MeaningLayer _meanings;

    public NgramNet(SafetySettings settings, WordVectors vectors, int categories)
    {
        var (rows, hidden) = (settings.Rows, settings.Hidden);
        _vectors = vectors;
        Rows = rows;
        Hidden = hidden;
        Width = hidden > 0 ? hidden : categories;
        _categories = categories;
        Table = new float[rows * Width];
        Bias = new float[Width];
        Out = new float[hidden * categories];
        OutBias = new float[hidden > 0 ? categories : 0];
        var random = new SeededRandom(settings.Seed);
        _meanings = new MeaningLayer(Width, settings.Detectors, random);
        if (hidden > 0)
        {
            // The table begins empty, so that what training never shows counts nothing; the layer after it as a random reading.
            for (var i = 0; i < Out.Length; i++) Out[i] = (float)(random.NextDouble() - 0.5) * 2 / MathF.Sqrt(hidden);
            Bias.AsSpan().Fill(0.1f);
        }
        (_tableSquares, _biasSquares, _outSquares, _outBiasSquares) = (Ones(Table), Ones(Bias), Ones(Out), Ones(OutBias));
        (_sum, _gradient, _logits, _outGradient) = (new float[Width], new float[Width], new float[categories], new float[categories]);

        static float[] Ones(float[] like)
        {
            var ones = new float[like.Length];
            ones.AsSpan().Fill(0.01f);
            return ones;
        }
    }

    /// <summary>Rows of the table; a feature beyond them is the meaning of a word.</summary>
    public int Rows { get; }

    public int Hidden { get; }
    public int Width { get; }

    /// <summary>(rows, width), row by row.</summary>
    public float[] Table { get; }

    /// <summary>(width).</summary>
    public float[] Bias { get; }

    /// <summary>(width, categories); empty without a hidden layer.</summary>
    public float[] Out { get; }

    /// <summary>(categories); empty without a hidden layer.</summary>
    public float[] OutBias { get; }

    /// <summary>Log-odds of each category; valid until the next call.</summary>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<int> rows, ReadOnlySpan<float> values)
    {
        Bias.CopyTo(_sum, 0);
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] < Rows) TensorPrimitives.MultiplyAdd(Table.AsSpan(rows[i] * Width, Width), values[i], _sum, _sum);
            else _meanings.Add(_vectors[rows[i] - Rows], values[i], _sum);
        if (Hidden == 0) return _sum;
        OutBias.CopyTo(_logits, 0);
        for (var h = 0; h < Hidden; h++)
            if (_sum[h] > 0) TensorPrimitives.MultiplyAdd(Out.AsSpan(h * _categories, _categories), _sum[h], _logits, _logits);
        return _logits;
    }

    /// <summary>One step of Adagrad on one bag: the cross-entropy of the categories that are known.</summary>
    /// <param name="decay">Pull of each touched weight to zero.</param>
    /// <returns>The loss.</returns>
    public double Learn(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, sbyte[] labels, float weight, float rate, float decay)
    {
        var logits = Forward(rows, values);
        var loss = 0.0;
        for (var c = 0; c < _categories; c++)
        {
            var chance = 1 / (1 + MathF.Exp(-logits[c]));
            _outGradient[c] = labels[c] < 0 ? 0 : weight * (chance - labels[c]);
            if (labels[c] >= 0) loss -= Math.Log(Math.Max(1e-7, labels[c] == 1 ? chance : 1 - chance));
        }
        if (Hidden == 0) _outGradient.CopyTo(_gradient, 0);
        else
        {
            for (var h = 0; h < Hidden; h++)
            {
                var row = Out.AsSpan(h * _categories, _categories);
                _gradient[h] = _sum[h] > 0 ? TensorPrimitives.Dot(row, _outGradient) : 0;
                if (_sum[h] <= 0) continue;
                for (var c = 0; c < _categories; c++) Step(Out, _outSquares, h * _categories + c, _outGradient[c] * _sum[h] + decay * row[c], rate);
            }
            for (var c = 0; c < _categories; c++) Step(OutBias, _outBiasSquares, c, _outGradient[c], rate);
        }
        for (var w = 0; w < Width; w++) Step(Bias, _biasSquares, w, _gradient[w], rate);
        _words.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= Rows)
            {
                _words.Add((rows[i] - Rows, values[i]));
                continue;
            }
            var at = rows[i] * Width;
            for (var w = 0; w < Width; w++) Step(Table, _tableSquares, at + w, _gradient[w] * values[i] + decay * Table[at + w], rate);
        }
        _meanings.Learn(_words, _vectors, _gradient, rate, decay);
        return loss;
    }

    /// <summary>A word's row of the table of meanings, (width).</summary>
    public float[] Meaning(int word)
    {
        var row = new float[Width];
        _meanings.Add(_vectors[word], 1, row);
        return row;
    }

    private static void Step(float[] weights, float[] squares, int at, float gradient, float rate)
    {
        squares[at] += gradient * gradient;
        weights[at] -= rate * gradient / MathF.Sqrt(squares[at]);
    }
}
