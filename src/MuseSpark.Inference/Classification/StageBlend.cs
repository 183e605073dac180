using System.Numerics.Tensors;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification;

/// <summary>
/// What both stages say of a passage, as one chance: sigmoid(encoder x its log-odds + ngrams x theirs + shift). The encoder knows what is said and the
/// n-grams the words it is said in; they are mistaken about different texts.
/// </summary>
public sealed record StageBlend(double Encoder, double Ngrams, double Shift)
{
    // A chance of 0 or 1 in float32 has no log-odds.
    private const double Least = 1e-6;

    /// <summary>The n-grams know that a passage holds something, not what: the likeliest category gets their say, and the others as much more or less as it does.</summary>
    /// <exception cref="ModelException">What comes of it is no number; no threshold would ever stop that.</exception>
    public void Apply(Span<float> chances, double ngramLogOdds)
    {
        var highest = TensorPrimitives.Max<float>(chances);
        var blended = Chance(highest, ngramLogOdds);
        if (!float.IsFinite(highest) || double.IsNaN(blended)) throw new ModelException("What the classifier's two stages say means nothing together. Copy the whole model folder again.");
        if (highest > 0) TensorPrimitives.Multiply(chances, (float)(blended / highest), chances);
    }

    private double Chance(double encoderChance, double ngramLogOdds) => 1 / (1 + Math.Exp(-(Encoder * LogOdds(encoderChance) + Ngrams * ngramLogOdds + Shift)));

    public static double LogOdds(double chance)
    {
        var inside = Math.Clamp(chance, Least, 1 - Least);
        return Math.Log(inside / (1 - inside));
    }
}
