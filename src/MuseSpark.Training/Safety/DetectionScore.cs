namespace MuseSpark.Training.Safety;

/// <summary>How well scores tell texts that hold something from texts that don't.</summary>
/// <param name="Precision">Average precision, the area under the curve of precision over recall.</param>
/// <param name="BestF1">F1 at the best threshold, as it is usually published.</param>
/// <param name="F1">F1 at the threshold given.</param>
internal sealed record DetectionScore(int Positives, int Negatives, double Precision, double BestF1, double F1)
{
    public static DetectionScore Of(IEnumerable<(double Score, bool Holds)> examples, double threshold)
    {
        var ranked = examples.OrderByDescending(e => e.Score).ToArray();
        var positives = ranked.Count(e => e.Holds);
        var (hits, area, best, atThreshold) = (0, 0.0, 0.0, 0.0);
        for (var i = 0; i < ranked.Length; i++)
        {
            if (ranked[i].Holds) hits++;
            // Equal scores are one point of the curve.
            if (i + 1 < ranked.Length && ranked[i + 1].Score == ranked[i].Score) continue;
            best = Math.Max(best, 2.0 * hits / (i + 1 + positives));
            if (ranked[i].Score >= threshold) atThreshold = 2.0 * hits / (i + 1 + positives);
        }
        for (var (i, seen) = (0, 0); i < ranked.Length; i++)
            if (ranked[i].Holds) area += ++seen / (i + 1.0);
        return new DetectionScore(positives, ranked.Length - positives, positives == 0 ? 0 : area / positives, best, atThreshold);
    }
}
