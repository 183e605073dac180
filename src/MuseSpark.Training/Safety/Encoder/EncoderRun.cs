using MuseSpark.Inference;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Training.Image;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Safety.Encoder;

/// <summary>How an encoder is trained.</summary>
/// <param name="Frames">Part of the fillings of a sentence frame that an epoch shows: each time others.</param>
/// <param name="Public">The same for texts of public sets that hold nothing.</param>
/// <param name="Keep">Of weights that training goes on from, the part that stays.</param>
/// <param name="Tales">The same for those stories for children and fairy tales which the first stage does not clear.</param>
internal sealed record EncoderSettings(
    int Layers, int Pieces, int Epochs, double Rate, int Batch, double Decay, ulong Seed, double Frames = 0.25, double Public = 0.12, double Tales = 0.5, double Keep = 0.5);

/// <summary>Trains an encoder on passages; the same settings and examples give the same weights.</summary>
internal static class EncoderRun
{
    private sealed record Sample(long[] Pieces, SafetyExample Example, float Weight);

    /// <param name="from">A file of weights to go on from, or empty to begin with MiniLM's.</param>
    public static SafetyEncoder Train(
        IReadOnlyList<SafetyExample> examples, EncoderSettings settings, MiniLm source, int[] kept, WordPieces vocabulary, string from, CancellationToken cancellationToken)
    {
        manual_seed((long)settings.Seed);
        var random = new SeededRandom(settings.Seed);
        var net = new SafetyEncoder(kept.Length, settings.Layers);
        if (from.Length > 0) net.load(from);
        else net.Fill(source, kept);
        net.to(ScalarType.BFloat16);
        net.train();
        var optimizer = new MixedPrecision(net, settings.Decay, 0.998);
        var variety = new Variety(examples, Passages.MostWords, random);
        LearningRate? rate = null;
        var (step, steps) = (0L, 0L);
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            var samples = examples.Where(e => Shown(e, settings, random)).SelectMany(e => Samples(e, variety, vocabulary)).ToArray();
            var batches = Batches(samples, settings.Batch, random);
            if (rate is null) (steps, rate) = (batches.Count * settings.Epochs, new LearningRate(settings.Rate, batches.Count * settings.Epochs / 20 + 1));
            var loss = 0.0;
            foreach (var batch in batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var pieces = Padded([.. batch.Select(s => s.Pieces)]);
                var value = Loss(net.forward(pieces), batch);
                value.backward();
                optimizer.Step(rate.At(step, (double)step / steps));
                step++;
                loss += value.item<float>();
                if (step % 50 == 0) Console.WriteLine($"step {step} of {steps}");
            }
            Console.WriteLine($"encoder, epoch {epoch + 1} of {settings.Epochs}: loss {loss / batches.Count:f4} over {samples.Length} samples");
        }
        net.to(ScalarType.Float32);
        optimizer.CopyAverageTo(net);
        if (from.Length > 0) Blend(net, from, settings.Keep);
        net.eval();
        return net;
    }

    /// <summary>Goes back part of the way to the weights that a net began with: what lies between two good nets holds up better on new texts than either (Wortsman and others 2022).</summary>
    private static void Blend(SafetyEncoder net, string from, double keep)
    {
        using var _ = no_grad();
        using var begun = new SafetyEncoder((int)net.words.weight!.shape[0], net.layers.Count);
        begun.load(from);
        foreach (var ((_, target), (_, start)) in net.named_parameters().Zip(begun.named_parameters())) target.mul_(1 - keep).add_(start, alpha: keep);
    }

    /// <summary>The pieces of a passage with what stands before and behind.</summary>
    public static long[] Pieces(PieceText text, (int First, int End) passage) =>
        [WordPieces.First, .. text.Pieces[text.FirstOf(passage.First)..text.FirstOf(passage.End)].ToArray().Select(piece => (long)piece), WordPieces.Last];

    /// <summary>(b, l), zero where a line is shorter.</summary>
    public static Tensor Padded(IReadOnlyList<long[]> lines)
    {
        var length = lines.Max(line => line.Length);
        var all = new long[lines.Count * length];
        for (var i = 0; i < lines.Count; i++) lines[i].CopyTo(all, i * length);
        return tensor(all, [lines.Count, length]);
    }

    private static bool Shown(SafetyExample example, EncoderSettings settings, SeededRandom random) => random.NextDouble() < example switch
    {
        { Frame: not null } => settings.Frames,
        { IsTale: true } => settings.Tales,
        { IsOwn: false, IsViolation: false } => settings.Public,
        { IsOwn: false, Weight: < 0.5f } => settings.Public,
        _ => 1,
    };

    private static IEnumerable<Sample> Samples(SafetyExample example, Variety variety, WordPieces vocabulary)
    {
        foreach (var (text, weight) in variety.Of(example))
        {
            var read = PieceText.Of(text, WordReader.Read(text), vocabulary);
            var passages = Passages.Of(read, Windows.Of(read.Places));
            // No part of a harmless text is harmful. Of a harmful one some part is; few are so long that it matters which.
            foreach (var passage in example.IsViolation ? passages.Take(1) : passages) yield return new Sample(Pieces(read, passage), example, weight);
        }
    }

    /// <summary>Lines of like length together, and the batches in any order.</summary>
    private static List<Sample[]> Batches(Sample[] samples, int size, SeededRandom random)
    {
        var keyed = samples.Select(s => (Sample: s, Key: s.Pieces.Length + random.NextDouble() * 3)).OrderBy(s => s.Key).Select(s => s.Sample).Chunk(size).ToList();
        Variety.Shuffle(keyed, random);
        return keyed;
    }

    /// <summary>Cross-entropy of the labels that are known, by the weights of the samples.</summary>
    private static Tensor Loss(Tensor logits, Sample[] batch)
    {
        var (targets, weights) = (new float[batch.Length * SafetyExample.Outputs], new float[batch.Length * SafetyExample.Outputs]);
        for (var i = 0; i < batch.Length; i++)
            for (var o = 0; o < SafetyExample.Outputs; o++)
            {
                var label = batch[i].Example.Label(o);
                (targets[i * SafetyExample.Outputs + o], weights[i * SafetyExample.Outputs + o]) = (Math.Max(label, (sbyte)0), label < 0 ? 0 : batch[i].Weight);
            }
        return nn.functional.binary_cross_entropy_with_logits(
            logits.to(ScalarType.Float32), tensor(targets, logits.shape), tensor(weights, logits.shape), reduction: nn.Reduction.Sum) / batch.Length;
    }
}
