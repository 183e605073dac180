namespace MuseSpark.Training.Safety;

/// <summary>Turns log-odds into chances that come true: sigmoid(slope * x + shift). Platt 1999, with the steps of Lin, Lin and Weng 2007.</summary>
internal readonly record struct Platt(float Slope, float Shift)
{
    private const int MostSteps = 100;

    public double Chance(double logit) => 1 / (1 + Math.Exp(-(Slope * logit + Shift)));

    /// <summary>Least cross-entropy by Newton's method. Targets are drawn in from 0 and 1 as Platt does, for few examples.</summary>
    public static Platt Fit(IReadOnlyList<(double Logit, bool Holds)> examples)
    {
        var positives = examples.Count(e => e.Holds);
        var negatives = examples.Count - positives;
        if (positives == 0 || negatives == 0) throw new InvalidDataException("Calibration needs examples with and without each category.");
        var (high, low) = ((positives + 1.0) / (positives + 2), 1.0 / (negatives + 2));
        var (slope, shift) = (1.0, 0.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradientA, gradientB, aa, ab, bb) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
            foreach (var (logit, holds) in examples)
            {
                var chance = 1 / (1 + Math.Exp(-(slope * logit + shift)));
                var error = chance - (holds ? high : low);
                var curve = Math.Max(1e-9, chance * (1 - chance));
                gradientA += error * logit;
                gradientB += error;
                aa += curve * logit * logit;
                ab += curve * logit;
                bb += curve;
            }
            var determinant = aa * bb - ab * ab;
            var (stepA, stepB) = ((bb * gradientA - ab * gradientB) / determinant, (aa * gradientB - ab * gradientA) / determinant);
            // Half a step where a whole one would jump.
            var damp = Math.Min(1, 1 / Math.Max(Math.Abs(stepA), Math.Abs(stepB)));
            slope -= damp * stepA;
            shift -= damp * stepB;
            if (Math.Abs(stepA) + Math.Abs(stepB) < 1e-9) break;
        }
        return new Platt((float)slope, (float)shift);
    }
}
