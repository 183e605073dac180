using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Safety.Encoder;

/// <summary>
/// The mean of the weights of several encoders that went on from one another: they lie in one valley, and its middle is often lower
/// (model soups, Wortsman et al. 2022, arXiv 2203.05482).
/// </summary>
internal static class WeightAverage
{
    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var files = options.Text("of").Split(',');
        var output = options.Text("out");
        var layers = options.Number("layers", 3);
        var pieces = File.ReadLines(Path.Combine(options.Text("model", "models/spark-safety"), WordPieces.FileName)).Count();
        options.RejectUnknown();
        TorchLibrary.Load();
        using var mean = Of([.. files.Select(file => Load(file, pieces, layers))]);
        mean.save(output);
        Console.WriteLine($"Wrote {output}, the mean of {files.Length}.");
    }

    /// <param name="encoders">At least one, of the same shape; the first becomes the mean, the others are disposed.</param>
    public static SafetyEncoder Of(IReadOnlyList<SafetyEncoder> encoders)
    {
        using var none = no_grad();
        foreach (var other in encoders.Skip(1))
        {
            foreach (var (sum, addend) in encoders[0].parameters().Zip(other.parameters())) sum.add_(addend);
            other.Dispose();
        }
        foreach (var sum in encoders[0].parameters()) sum.div_(encoders.Count);
        return encoders[0];
    }

    private static SafetyEncoder Load(string file, int pieces, int layers)
    {
        var encoder = new SafetyEncoder(pieces, layers);
        encoder.load(file);
        return encoder;
    }
}
