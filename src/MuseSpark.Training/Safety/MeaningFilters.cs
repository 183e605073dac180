using System.Numerics.Tensors;
using MuseSpark.Inference;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Filters over the meanings of three neighbouring words, of which the strongest answer in a window counts (Kim 2014): somewhere in it
/// something of this kind is said. Without a bias, so that words of no meaning answer nothing.
/// </summary>
internal sealed class MeaningFilters
{
    public const int Span = 3;

    private const int Inputs = Span * WordVectors.Size;

    private readonly int _count;
    private readonly float[] _weights, _gradients, _squares;
    private readonly int[] _strongest;
    private float[] _input = [];

    public MeaningFilters(int count, SeededRandom random)
    {
        _count = count;
        (_weights, _gradients, _squares) = (new float[count * Inputs], new float[count * Inputs], new float[count * Inputs]);
        _strongest = new int[count];
        _squares.AsSpan().Fill(0.01f);
        for (var i = 0; i < _weights.Length; i++) _weights[i] = (float)(random.NextDouble() * 2 - 1) * 0.1f;
    }

    /// <summary>(count, three words, size of a vector).</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The strongest answer of each filter, zero or more, (count).</summary>
    public void Forward(ReadOnlySpan<int> words, WordVectors vectors, Span<float> answers)
    {
        // One word of no meaning before and behind.
        var needed = (words.Length + 2) * WordVectors.Size;
        if (_input.Length < needed) _input = new float[needed];
        _input.AsSpan(0, needed).Clear();
        for (var i = 0; i < words.Length; i++)
            if (words[i] > 0) vectors[words[i]].CopyTo(_input.AsSpan((i + 1) * WordVectors.Size));
        for (var f = 0; f < _count; f++)
        {
            var (best, at) = (0f, -1);
            var filter = _weights.AsSpan(f * Inputs, Inputs);
            for (var i = 0; i < words.Length; i++)
            {
                var answer = TensorPrimitives.Dot<float>(filter, _input.AsSpan(i * WordVectors.Size, Inputs));
                if (answer > best) (best, at) = (answer, i);
            }
            (answers[f], _strongest[f]) = (best, at);
        }
    }

    /// <summary>Adds to the gradients what each answer of the last call should have been more or less.</summary>
    public void Backward(ReadOnlySpan<float> gradient)
    {
        for (var f = 0; f < _count; f++)
            if (_strongest[f] >= 0 && gradient[f] != 0)
                TensorPrimitives.MultiplyAdd(_input.AsSpan(_strongest[f] * WordVectors.Size, Inputs), gradient[f], _gradients.AsSpan(f * Inputs, Inputs), _gradients.AsSpan(f * Inputs, Inputs));
    }

    /// <summary>A step of Adagrad by the gradients that have come together.</summary>
    public void Step(float rate, float decay)
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            var gradient = _gradients[i] + decay * _weights[i];
            _squares[i] += gradient * gradient;
            _weights[i] -= rate * gradient / MathF.Sqrt(_squares[i]);
        }
        _gradients.AsSpan().Clear();
    }
}
