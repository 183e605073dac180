using System.Numerics.Tensors;
using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Training.Safety;

/// <summary>A window of a text, as the first stage is given it: rows of its table, and what each counts.</summary>
internal sealed record Bag(int[] Rows, float[] Values)
{
    /// <summary>The windows of a text.</summary>
    public static List<Bag> Of(string text, int rows)
    {
        var features = TextFeatures.Of(WordReader.Read(text), rows);
        var bags = new List<Bag>();
        foreach (var (first, end) in Windows.Of(features.Places))
        {
            var (from, to) = (features.FirstOf(first), features.FirstOf(end));
            var values = features.Values[from..to].ToArray();
            var length = TensorPrimitives.Norm<float>(values);
            if (length > 0) TensorPrimitives.Divide(values, length, values);
            bags.Add(new Bag(features.Rows[from..to].ToArray(), values));
        }
        return bags;
    }
}
