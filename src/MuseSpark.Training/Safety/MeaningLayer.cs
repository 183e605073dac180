using System.Numerics.Tensors;
using MuseSpark.Inference;

namespace MuseSpark.Training.Safety;

/// <summary>
/// What a word's meaning adds to the sum of a bag: a linear map of its vector, and one of relu(detectors x vector), so that a group of
/// meanings can count by itself. It depends on the word alone, so after training it is a table of words and costs nothing.
/// </summary>
internal sealed class MeaningLayer
{
    private readonly int _width, _detectors;
    private readonly Matrix _linear, _detect, _read;
    private readonly float[] _active, _sum, _pull;

    public MeaningLayer(int width, int detectors, SeededRandom random)
    {
        (_width, _detectors) = (width, detectors);
        _linear = new Matrix(width, WordVectors.Size, 0.02f, random);
        _detect = new Matrix(detectors, WordVectors.Size, 0.3f, random);
        _read = new Matrix(width, detectors, 0.1f, random);
        (_active, _sum, _pull) = (new float[detectors], new float[WordVectors.Size], new float[detectors]);
    }

    /// <summary>Adds the word's part to a sum (width).</summary>
    public void Add(ReadOnlySpan<float> vector, float value, Span<float> sum)
    {
        Detect(vector);
        for (var w = 0; w < _width; w++)
            sum[w] += value * (TensorPrimitives.Dot(_linear.Row(w), vector) + TensorPrimitives.Dot<float>(_read.Row(w), _active));
    }

    /// <summary>Learns from a bag's gradient (width).</summary>
    public void Learn(IReadOnlyList<(int Word, float Value)> words, WordVectors vectors, ReadOnlySpan<float> gradient, float rate, float decay)
    {
        if (words.Count == 0) return;
        _sum.AsSpan().Clear();
        _pull.AsSpan().Clear();
        // How the gradient reaches each detector, before its own words are known.
        for (var w = 0; w < _width; w++) TensorPrimitives.MultiplyAdd(_read.Row(w), gradient[w], _pull, _pull);
        _detect.Clear();
        _read.Clear();
        foreach (var (word, value) in words)
        {
            var vector = vectors[word];
            TensorPrimitives.MultiplyAdd(vector, value, _sum, _sum);
            Detect(vector);
            for (var d = 0; d < _detectors; d++)
                if (_active[d] > 0) TensorPrimitives.MultiplyAdd(vector, value * _pull[d], _detect.Gradient(d), _detect.Gradient(d));
            for (var w = 0; w < _width; w++) TensorPrimitives.MultiplyAdd(_active, value * gradient[w], _read.Gradient(w), _read.Gradient(w));
        }
        for (var w = 0; w < _width; w++) TensorPrimitives.Multiply(_sum, gradient[w], _linear.Gradient(w));
        _linear.Step(rate, decay);
        _detect.Step(rate, decay);
        _read.Step(rate, decay);
    }

    private void Detect(ReadOnlySpan<float> vector)
    {
        for (var d = 0; d < _detectors; d++) _active[d] = Math.Max(0, TensorPrimitives.Dot(_detect.Row(d), vector));
    }

    /// <summary>Weights with their gradients and their Adagrad sums, row by row.</summary>
    private sealed class Matrix
    {
        private readonly int _columns;
        private readonly float[] _weights, _gradients, _squares;

        public Matrix(int rows, int columns, float spread, SeededRandom random)
        {
            _columns = columns;
            (_weights, _gradients, _squares) = (new float[rows * columns], new float[rows * columns], new float[rows * columns]);
            _squares.AsSpan().Fill(0.01f);
            for (var i = 0; i < _weights.Length; i++) _weights[i] = (float)(random.NextDouble() * 2 - 1) * spread;
        }

        public ReadOnlySpan<float> Row(int row) => _weights.AsSpan(row * _columns, _columns);

        public Span<float> Gradient(int row) => _gradients.AsSpan(row * _columns, _columns);

        public void Clear() => _gradients.AsSpan().Clear();

        public void Step(float rate, float decay)
        {
            for (var i = 0; i < _weights.Length; i++)
            {
                var gradient = _gradients[i] + decay * _weights[i];
                _squares[i] += gradient * gradient;
                _weights[i] -= rate * gradient / MathF.Sqrt(_squares[i]);
            }
        }
    }
}
