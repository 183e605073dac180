using MuseSpark.Inference;
using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Training.Safety;

/// <summary>How a classifier is trained.</summary>
/// <param name="Filters">Number of filters over meanings.</param>
/// <param name="Decay">Pull of each touched weight to zero.</param>
/// <param name="Blind">Part of the samples in which only meanings are seen, so that the model learns to go by them.</param>
/// <param name="Dropped">Part of the other features that each other sample is shown without.</param>
/// <param name="Silent">Part of the filters that is left out of each sample.</param>
/// <param name="FilterRate">Step of the filters by that of all else.</param>
/// <param name="Disguised">Part of the violations that is shown once more in disguise.</param>
/// <param name="Embedded">Part of the violations that is shown once more inside a harmless text.</param>
internal sealed record SafetySettings(
    int Rows, int Filters, int Epochs, float Rate, float Decay, ulong Seed, double Blind, double Dropped, double Silent, float FilterRate,
    double Disguised = 0.35, double Embedded = 0.6);

/// <summary>Trains a net on examples; the same settings and examples give the same weights.</summary>
internal static class SafetyRun
{
    private sealed record Sample(IReadOnlyList<Bag> Bags, sbyte[] Labels, float Weight);

    public static SafetyNet Train(IReadOnlyList<SafetyExample> examples, SafetySettings settings, WordVectors vectors, CancellationToken cancellationToken)
    {
        var net = new SafetyNet(settings, vectors);
        var random = new SeededRandom(settings.Seed);
        var harmless = examples.Where(e => e.Labels.All(label => label == 0)).ToArray();
        var samples = examples.SelectMany(example => Samples(example, harmless, settings, vectors, random)).ToArray();
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            for (var i = samples.Length - 1; i > 0; i--)
            {
                var j = (int)(random.NextUInt64() % (ulong)(i + 1));
                (samples[i], samples[j]) = (samples[j], samples[i]);
            }
            var rate = settings.Rate * (1 - (float)epoch / settings.Epochs);
            var loss = 0.0;
            foreach (var sample in samples)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var bag = Drop(Worst(net, sample.Bags), settings, random);
                loss += net.Learn(bag, sample.Labels, sample.Weight, rate);
            }
            Console.WriteLine($"epoch {epoch + 1} of {settings.Epochs}: loss {loss / samples.Length:f4} over {samples.Length} samples");
        }
        return net;
    }

    /// <summary>The bag without what is left out this time; meanings always stay.</summary>
    private static Bag Drop(Bag bag, SafetySettings settings, SeededRandom random)
    {
        var dropped = random.NextDouble() < settings.Blind ? 1 : settings.Dropped;
        if (dropped == 0) return bag;
        if (dropped == 1) return bag with { Rows = [], Values = [] };
        int[] kept = [.. Enumerable.Range(0, bag.Rows.Length).Where(_ => random.NextDouble() >= dropped)];
        return bag with { Rows = [.. kept.Select(i => bag.Rows[i])], Values = [.. kept.Select(i => bag.Values[i])] };
    }

    private static IEnumerable<Sample> Samples(SafetyExample example, SafetyExample[] harmless, SafetySettings settings, WordVectors vectors, SeededRandom random)
    {
        var bags = Bag.Of(example.Text, settings.Rows, vectors);
        if (!example.IsViolation)
        {
            // No part of a harmless text is harmful; of a harmful one some part is, and the model is asked which.
            foreach (var bag in bags) yield return new Sample([bag], example.Labels, example.Weight);
            if (random.NextDouble() < settings.Disguised / 4) yield return Of(Disguise.Apply(example.Text, random), example);
            yield break;
        }
        yield return new Sample(bags, example.Labels, example.Weight);
        if (random.NextDouble() < settings.Disguised) yield return Of(Disguise.Apply(example.Text, random), example);
        if (harmless.Length > 0 && random.NextDouble() < settings.Embedded) yield return Of(Embed(example.Text, harmless[(int)(random.NextUInt64() % (ulong)harmless.Length)].Text, random), example);

        // A letter of two code units may be cut by a disguise, so that no word is left.
        Sample Of(string text, SafetyExample like) => new(Bag.Of(text, settings.Rows, vectors) is { Count: > 0 } read ? read : bags, like.Labels, like.Weight * 0.7f);
    }

    /// <summary>The window that the model as it is finds worst.</summary>
    private static Bag Worst(SafetyNet net, IReadOnlyList<Bag> bags) => bags.Count == 1 ? bags[0] : bags.MaxBy(bag => net.Forward(bag)[^1])!;

    /// <summary>The text with so much of a harmless one before or behind it that both fill a window: a long calm text must not hide a short bad one.</summary>
    private static string Embed(string text, string harmless, SeededRandom random)
    {
        var room = Windows.Size - 2 - text.Split(' ').Length;
        if (room < 1) return text;
        var around = harmless.Split(' ');
        return random.NextDouble() < 0.5
            ? string.Join(' ', around.TakeLast(room).Append(text))
            : string.Join(' ', around.Take(room).Prepend(text));
    }
}
