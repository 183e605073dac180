using Microsoft.ML.OnnxRuntime;
using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

/// <summary>Runs the exported graph: its logits must be torch's, and one token at a time must give what the whole text gives.</summary>
public static class TextExportCheck
{
    public static void Compare(string path, TextModelShape shape, ParameterSet parameters, double tolerance)
    {
        var random = new Random(3);
        int[] tokens = [.. Enumerable.Range(0, 64).Select(_ => random.Next(SpecialTokens.All.Length, shape.Vocabulary))];
        float[] expected;
        using (no_grad())
        using (NewDisposeScope())
            expected = new PlainTextModel(shape, parameters).Logits(tokens, 1).contiguous().data<float>().ToArray();

        using var session = new InferenceSession(path);
        var whole = new GraphDecoder(session).Feed(tokens);
        var decoder = new GraphDecoder(session);
        float[] steps = [.. tokens.SelectMany(token => decoder.Feed(token))];
        Console.WriteLine(Path.GetFileName(path));
        Report("whole text against torch", whole, expected, tolerance);
        Report("token by token against the whole text", steps, whole, tolerance);
    }

    private static void Report(string what, float[] actual, float[] expected, double tolerance)
    {
        var difference = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        Console.WriteLine($"  {what}: largest difference {difference:E2}");
        if (actual.Length != expected.Length || !(difference < tolerance)) throw new InvalidOperationException($"The exported graph is wrong: {what} differs by {difference}.");
    }
}
