using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>A trained net with its calibration and its thresholds.</summary>
internal sealed class SafetyModel(NgramNet net, int rows, Platt[] calibration, double[] thresholds)
{
    public NgramNet Net => net;

    public int Rows => rows;

    public IReadOnlyList<Platt> Calibration => calibration;

    /// <summary>One for each judged category.</summary>
    public IReadOnlyList<double> Thresholds => thresholds;

    /// <summary>Calibrates on examples that the net has not learned from, and sets each threshold where few of the dark but harmless texts reach it.</summary>
    /// <param name="allowed">Part of those texts that may be flagged by one category.</param>
    public static SafetyModel Calibrate(NgramNet net, int rows, IReadOnlyList<SafetyExample> heldOut, double allowed)
    {
        var logits = heldOut.Select(example => Worst(net, example.Text, rows)).ToArray();
        var count = Categories.Judged.Count;
        var (calibration, thresholds) = (new Platt[count], new double[count]);
        for (var c = 0; c < count; c++)
        {
            calibration[c] = Platt.Fit([.. heldOut.Index().Where(e => e.Item.Labels[c] >= 0).Select(e => ((double)logits[e.Index][c], e.Item.Labels[c] == 1))]);
            var harmless = heldOut.Index().Where(e => e.Item.IsDark).Select(e => calibration[c].Chance(logits[e.Index][c])).OrderDescending().ToArray();
            thresholds[c] = Math.Round(Math.Clamp(harmless[(int)(harmless.Length * allowed)], 0.3, 0.9), 2);
        }
        return new SafetyModel(net, rows, calibration, thresholds);
    }

    /// <summary>Chance of each category in the text's worst window.</summary>
    public double[] Score(string text) => [.. Worst(net, text, rows).Select((logit, c) => calibration[c].Chance(logit))];

    private static float[] Worst(NgramNet net, string text, int rows)
    {
        var worst = Enumerable.Repeat(float.NegativeInfinity, Categories.Judged.Count).ToArray();
        foreach (var bag in Bag.Of(text, rows))
        {
            var logits = net.Forward(bag.Rows, bag.Values);
            for (var c = 0; c < worst.Length; c++) worst[c] = Math.Max(worst[c], logits[c]);
        }
        return worst;
    }
}
