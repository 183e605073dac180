using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

/// <summary>Runs the exported graph: its logits must be torch's, and one token at a time must give what the whole text gives.</summary>
public static class TextExportCheck
{
    private const double Tolerance = 1e-3;

    public static void Compare(string path, TextModelShape shape, ParameterSet parameters)
    {
        var random = new Random(3);
        int[] tokens = [.. Enumerable.Range(0, 64).Select(_ => random.Next(SpecialTokens.All.Length, shape.Vocabulary))];
        float[] expected;
        using (no_grad())
        using (NewDisposeScope())
            expected = new PlainTextModel(shape, parameters).Logits(tokens, 1).contiguous().data<float>().ToArray();

        using var session = new InferenceSession(path);
        var whole = Run(session, shape, tokens, []).Logits;
        var (steps, cache) = (new List<float>(), new List<NamedOnnxValue>());
        foreach (var token in tokens)
        {
            var (logits, present) = Run(session, shape, [token], cache);
            steps.AddRange(logits);
            cache = present;
        }
        Report("whole text against torch", whole, expected);
        Report("token by token against the whole text", [.. steps], whole);
    }

    private static (float[] Logits, List<NamedOnnxValue> Cache) Run(InferenceSession session, TextModelShape shape, int[] tokens, List<NamedOnnxValue> cache)
    {
        if (cache.Count == 0)
            foreach (var layer in Enumerable.Range(0, shape.Layers))
                foreach (var part in new[] { "key", "value" })
                    cache.Add(NamedOnnxValue.CreateFromTensor($"past_key_values.{layer}.{part}", new DenseTensor<float>([1, shape.Heads, 0, TextModelShape.HeadSize])));
        var past = cache[0].AsTensor<float>().Dimensions[2];
        DenseTensor<long> Row(IEnumerable<long> values) { var row = values.ToArray(); return new(row, [1, row.Length]); }
        NamedOnnxValue[] inputs =
        [
            NamedOnnxValue.CreateFromTensor("input_ids", Row(tokens.Select(t => (long)t))),
            NamedOnnxValue.CreateFromTensor("attention_mask", Row(Enumerable.Repeat(1L, past + tokens.Length))),
            NamedOnnxValue.CreateFromTensor("position_ids", Row(Enumerable.Range(past, tokens.Length).Select(p => (long)p))),
            .. cache,
        ];
        using var outputs = session.Run(inputs);
        return (outputs.First(o => o.Name == "logits").AsTensor<float>().ToArray(),
            [.. outputs.Where(o => o.Name != "logits").Select(o => NamedOnnxValue.CreateFromTensor(
                o.Name.Replace("present", "past_key_values", StringComparison.Ordinal), o.AsTensor<float>().ToDenseTensor()))]);
    }

    private static void Report(string what, float[] actual, float[] expected)
    {
        var difference = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        Console.WriteLine($"{what}: largest difference {difference:E2}");
        if (actual.Length != expected.Length || !(difference < Tolerance)) throw new InvalidOperationException($"The exported graph is wrong: {what} differs by {difference}.");
    }
}
