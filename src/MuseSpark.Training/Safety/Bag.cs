using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Training.Safety;

/// <summary>A window of a text, as the model is given it: rows of its table and what each counts, and the numbers of its words' meanings.</summary>
internal sealed record Bag(int[] Rows, float[] Values, int[] Words)
{
    /// <summary>The windows of a text.</summary>
    public static List<Bag> Of(string text, int rows, WordVectors vectors)
    {
        var features = TextFeatures.Of(WordReader.Read(text), rows, vectors.Numbers);
        var bags = new List<Bag>();
        foreach (var (first, end) in Windows.Of(features.Places))
        {
            var (from, to) = (features.FirstOf(first), features.FirstOf(end));
            var values = features.Values[from..to].ToArray();
            NgramModel.Scale(values, features.Values[from..to]);
            bags.Add(new Bag(features.Rows[from..to].ToArray(), values, features.Meanings[first..end].ToArray()));
        }
        return bags;
    }
}
