using System.Numerics.Tensors;
using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>The first stage in training: log-odds = bias + the rows of a bag in a table. A logistic regression by Adagrad.</summary>
internal sealed class NgramNet(int rows)
{
    private readonly float[] _squares = [.. Enumerable.Repeat(0.01f, rows)];
    private float _biasSquare = 0.01f;

    /// <summary>(rows). It begins empty, so that what training never shows counts nothing.</summary>
    public float[] Table { get; } = new float[rows];

    public float Bias { get; private set; }

    public float LogOdds(Bag bag)
    {
        var sum = Bias;
        for (var i = 0; i < bag.Rows.Length; i++) sum += Table[bag.Rows[i]] * bag.Values[i];
        return sum;
    }

    /// <summary>One step on one bag.</summary>
    /// <returns>The loss, the cross-entropy.</returns>
    public double Learn(Bag bag, bool holds, float weight, float rate, float decay)
    {
        var chance = 1 / (1 + MathF.Exp(-LogOdds(bag)));
        var gradient = weight * (chance - (holds ? 1 : 0));
        _biasSquare += gradient * gradient;
        Bias -= rate * gradient / MathF.Sqrt(_biasSquare);
        for (var i = 0; i < bag.Rows.Length; i++)
        {
            var row = bag.Rows[i];
            var pull = gradient * bag.Values[i] + decay * Table[row];
            _squares[row] += pull * pull;
            Table[row] -= rate * pull / MathF.Sqrt(_squares[row]);
        }
        return -Math.Log(Math.Max(1e-7, holds ? chance : 1 - chance));
    }

    /// <summary>Writes the table in signed bytes.</summary>
    public void Write(string folder)
    {
        // The few heaviest rows are cut off, so that the many others keep some digits.
        var scale = Table.Select(Math.Abs).Order().ElementAt((int)(rows * 0.9999)) / 127;
        NgramTable.Write(folder, Bias, scale, [.. Table.Select(weight => (sbyte)Math.Clamp(MathF.Round(weight / scale), -127, 127))]);
    }
}
