using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Text;

/// <summary>
/// Compares the written-out bfloat16 gradients with torch's float32 autograd: same weights, same tokens, every parameter.
/// bfloat16 keeps 8 bits, so a cosine of 0.99 is agreement and a wrong formula shows as 0.9 or less.
/// </summary>
public static class TextCheck
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var shape = new TextModelShape(Vocabulary: 512, Layers: options.Number("layers", 2), Context: 64);
        options.RejectUnknown();
        TorchLibrary.Load();
        const int batch = 3;
        var random = new Random(5);
        var tokens = Enumerable.Range(0, batch * shape.Context).Select(_ => random.Next(shape.Vocabulary)).ToArray();
        var targets = tokens.Select(t => random.Next(10) == 0 ? -1 : (t * 7 + 3) % shape.Vocabulary).ToArray();

        var parameters = new ParameterSet(shape.Parameters());
        parameters.Initialize(1);
        // Larger weights than at the start, so that attention is not uniform and every path carries gradient.
        using (no_grad())
        {
            foreach (var p in parameters.Parameters.Where(p => p.Deviation > 0)) ParameterSet.View(parameters.Master, p).mul_(4);
            parameters.Refresh();
            parameters.Master.copy_(parameters.Half);
        }

        var fast = new TextModel(shape, parameters);
        var plain = new PlainTextModel(shape, parameters);
        var scale = 1f / targets.Length;
        var fastLoss = fast.LossAndGradient(tokens, targets, batch, scale) * scale;
        var plainLoss = plain.LossAndGradient(tokens, targets, batch, scale) * scale;
        Console.WriteLine($"loss {fastLoss:F5} (fast) {plainLoss:F5} (plain)");

        var lowest = 1.0;
        foreach (var p in parameters.Parameters)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var a = ParameterSet.View(fast.Gradient, p).to(ScalarType.Float32).flatten();
            var b = plain.Gradient(p.Name).flatten();
            var cosine = (a.dot(b) / (a.norm() * b.norm())).item<float>();
            var ratio = (a.norm() / b.norm()).item<float>();
            Console.WriteLine($"{p.Name,-18} cosine {cosine:F5}  norm ratio {ratio:F4}");
            lowest = Math.Min(lowest, Math.Min(cosine, 1 - Math.Abs(1 - ratio)));
        }
        if (lowest < 0.98 || Math.Abs(fastLoss - plainLoss) > 0.02) throw new InvalidOperationException($"The two paths disagree (lowest agreement {lowest:F3}).");
        Console.WriteLine($"agree; lowest {lowest:F4}");
    }
}
