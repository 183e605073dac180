using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>A trained net with its calibration and its thresholds.</summary>
/// <param name="thresholds">One for each judged category.</param>
internal sealed class SafetyModel(NgramNet net, WordVectors vectors, Platt[] calibration, double[] thresholds)
{
    // A chance below this is no reason to call somebody; one above is, whatever the harmless texts say.
    private const double Lowest = 0.2, Highest = 0.9;

    public NgramNet Net => net;

    public WordVectors Vectors => vectors;

    public IReadOnlyList<Platt> Calibration => calibration;

    public double[] Thresholds => thresholds;

    /// <summary>Calibrates on examples that the net has not learned from.</summary>
    public static SafetyModel Calibrate(NgramNet net, WordVectors vectors, IReadOnlyList<SafetyExample> heldOut)
    {
        var logits = heldOut.Select(example => Worst(net, example.Text, vectors)).ToArray();
        var calibration = Enumerable.Range(0, Categories.Judged.Count).Select(c =>
            Platt.Fit([.. heldOut.Index().Where(e => e.Item.Labels[c] >= 0).Select(e => ((double)logits[e.Index][c], e.Item.Labels[c] == 1))]));
        return new SafetyModel(net, vectors, [.. calibration], [.. Categories.Judged.Select(_ => 0.5)]);
    }

    /// <summary>Sets each threshold where few of the harmless but dark texts reach it, none of which the net has learned from.</summary>
    /// <param name="stories">Part of the stories that may be flagged by one category.</param>
    /// <param name="everyday">The same for everyday lines, which hold counter-speech and questions about harm.</param>
    public SafetyModel WithThresholds(IReadOnlyList<SafetyExample> unseen, double stories, double everyday)
    {
        var atStories = Reached(unseen.Where(e => e.IsStory), stories);
        var atEveryday = Reached(unseen.Where(e => e.IsEveryday), everyday);
        return With([.. atStories.Zip(atEveryday, (a, b) => Math.Round(Math.Clamp(Math.Max(a, b), Lowest, Highest), 2))]);
    }

    public SafetyModel With(double[] others) => new(net, vectors, calibration, others);

    /// <summary>Chance of each category in the text's worst window.</summary>
    public double[] Score(string text) => [.. Worst(net, text, vectors).Select((logit, c) => calibration[c].Chance(logit))];

    /// <summary>By category, the chance that this part of the texts reaches.</summary>
    private double[] Reached(IEnumerable<SafetyExample> examples, double part)
    {
        var scores = examples.Select(example => Score(example.Text)).ToArray();
        return [.. Enumerable.Range(0, Categories.Judged.Count).Select(c => scores.Select(s => s[c]).OrderDescending().ElementAtOrDefault((int)(scores.Length * part)))];
    }

    private static float[] Worst(NgramNet net, string text, WordVectors vectors)
    {
        var worst = Enumerable.Repeat(float.NegativeInfinity, Categories.Judged.Count).ToArray();
        foreach (var bag in Bag.Of(text, net.Rows, vectors))
        {
            var logits = net.Forward(bag.Rows, bag.Values);
            for (var c = 0; c < worst.Length; c++) worst[c] = Math.Max(worst[c], logits[c]);
        }
        return worst;
    }
}
