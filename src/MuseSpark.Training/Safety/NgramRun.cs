using MuseSpark.Inference;
using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Training.Safety;

/// <summary>How the first stage is trained.</summary>
/// <param name="Decay">Pull of each touched weight to zero.</param>
/// <param name="Dropped">Part of the features that each sample is shown without.</param>
internal sealed record NgramSettings(int Rows, int Epochs, float Rate, float Decay, double Dropped, ulong Seed);

/// <summary>Trains the first stage on windows; the same settings and examples give the same weights.</summary>
internal static class NgramRun
{
    private sealed record Sample(IReadOnlyList<Bag> Bags, bool Holds, float Weight);

    public static NgramNet Train(IReadOnlyList<SafetyExample> examples, NgramSettings settings, CancellationToken cancellationToken)
    {
        var net = new NgramNet(settings.Rows);
        var random = new SeededRandom(settings.Seed);
        var variety = new Variety(examples, Windows.Size, random);
        var samples = examples.Where(e => e.Any >= 0).SelectMany(Samples).ToArray();
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            Variety.Shuffle(samples, random);
            var rate = settings.Rate * (1 - (float)epoch / settings.Epochs);
            var loss = 0.0;
            foreach (var sample in samples)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Of a harmful text some window is harmful: the one that the net finds worst at the time.
                var bag = sample.Bags.Count == 1 ? sample.Bags[0] : sample.Bags.MaxBy(net.LogOdds)!;
                loss += net.Learn(Drop(bag), sample.Holds, sample.Weight, rate, settings.Decay);
            }
            Console.WriteLine($"n-grams, epoch {epoch + 1} of {settings.Epochs}: loss {loss / samples.Length:f4} over {samples.Length} samples");
        }
        return net;

        Bag Drop(Bag bag)
        {
            int[] kept = [.. Enumerable.Range(0, bag.Rows.Length).Where(_ => random.NextDouble() >= settings.Dropped)];
            return new Bag([.. kept.Select(i => bag.Rows[i])], [.. kept.Select(i => bag.Values[i])]);
        }

        IEnumerable<Sample> Samples(SafetyExample example)
        {
            foreach (var (text, weight) in variety.Of(example))
            {
                var bags = Bag.Of(text, settings.Rows);
                if (example.IsViolation && bags.Count > 0) yield return new Sample(bags, true, weight);
                if (example.IsViolation) continue;
                foreach (var bag in bags) yield return new Sample([bag], false, weight);
            }
        }
    }
}
