using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>A trained net with its calibration and its thresholds.</summary>
/// <param name="thresholds">One for each judged category.</param>
internal sealed class SafetyModel(SafetyNet net, WordVectors vectors, Platt[] calibration, double[] thresholds)
{
    // A chance below this is no reason to call somebody; one above is, whatever the harmless texts say.
    private const double Lowest = 0.2, Highest = 0.98;

    /// <summary>Power by which the chance of anything goes to the likeliest category and little of it to others.</summary>
    public const int Share = 3;

    public SafetyNet Net => net;

    public WordVectors Vectors => vectors;

    public IReadOnlyList<Platt> Calibration => calibration;

    public double[] Thresholds => thresholds;

    /// <summary>Calibrates on examples that the net has not learned from.</summary>
    public static SafetyModel Calibrate(SafetyNet net, WordVectors vectors, IReadOnlyList<SafetyExample> heldOut)
    {
        var logits = heldOut.Select(example => Worst(net, example.Text, vectors)).ToArray();
        var calibration = Enumerable.Range(0, SafetyNet.Outputs).Select(o =>
            Platt.Fit([.. heldOut.Index().Where(e => Label(e.Item, o) >= 0).Select(e => ((double)logits[e.Index][o], Label(e.Item, o) == 1))]));
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

    /// <summary>
    /// Chance of each category in the text's worst window. The chance that it holds anything goes to the category that is likeliest
    /// and, much less, to others: it often is plain that a text is bad before it is plain how.
    /// </summary>
    public double[] Score(string text)
    {
        var worst = new double[Categories.Judged.Count];
        foreach (var bag in Bag.Of(text, net.Rows, vectors))
        {
            var logits = net.Forward(bag);
            var chances = new double[SafetyNet.Outputs];
            for (var o = 0; o < chances.Length; o++) chances[o] = calibration[o].Chance(logits[o]);
            var highest = chances[..^1].Max();
            for (var c = 0; c < worst.Length; c++) worst[c] = Math.Max(worst[c], Math.Max(chances[c], chances[^1] * Math.Pow(chances[c] / highest, Share)));
        }
        return worst;
    }

    private static sbyte Label(SafetyExample example, int output) => output < example.Labels.Length ? example.Labels[output] : SafetyNet.Any(example.Labels);

    /// <summary>How much a word by its meaning alone moves what it moves most.</summary>
    public double Telling(int word)
    {
        var logits = net.Forward(new Bag([], [], [word]));
        return logits.ToArray().Zip(net.Bias, (logit, bias) => Math.Abs(logit - bias)).Max();
    }

    /// <summary>By category, the chance that this part of the texts reaches.</summary>
    private double[] Reached(IEnumerable<SafetyExample> examples, double part)
    {
        var scores = examples.Select(example => Score(example.Text)).ToArray();
        return [.. Enumerable.Range(0, Categories.Judged.Count).Select(c => scores.Select(s => s[c]).OrderDescending().ElementAtOrDefault((int)(scores.Length * part)))];
    }

    private static float[] Worst(SafetyNet net, string text, WordVectors vectors)
    {
        var worst = Enumerable.Repeat(-50f, SafetyNet.Outputs).ToArray();
        foreach (var bag in Bag.Of(text, net.Rows, vectors))
        {
            var logits = net.Forward(bag);
            for (var o = 0; o < worst.Length; o++) worst[o] = Math.Max(worst[o], logits[o]);
        }
        return worst;
    }
}
