using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// Finds out how a graph takes rows of different lengths, by trying: two short rows must get the same logits together as each alone, and a
/// row the same in one run as in several. Files don't say it, and what is seen needs no list of exporters, operators and kinds of rounding.
/// </summary>
internal static class RowProbe
{
    private const int Steps = 2;

    // Of the largest logit. Sums that are added in another order differ by less than a tenth of it, activations rounded to bytes by a
    // scale of all rows by more than ten times as much; half precision lies between.
    private const float Tolerance = 1e-4f, HalfTolerance = 2e-3f;

    public static GraphTraits Find(DecoderGraph graph, Decoder decoder)
    {
        try
        {
            var (cutsFreely, keepsAll) = Cuts(graph, decoder);
            var (layout, together) = LayoutOf(graph, decoder);
            return new GraphTraits(layout, together, cutsFreely, keepsAll);
        }
        catch (ModelException)
        {
            // Whatever is the matter comes to light with the first text.
            return default;
        }
    }

    private static (RowLayout Layout, bool Together) LayoutOf(DecoderGraph graph, Decoder decoder)
    {
        int[][] prompts = [Tokens(graph, 3, 1), Tokens(graph, 11, 2)], next = [Tokens(graph, Steps, 3), Tokens(graph, Steps, 4)];
        float[][] alone = [Alone(graph, decoder, RowLayout.EndAligned, prompts[0], next[0]), Alone(graph, decoder, RowLayout.EndAligned, prompts[1], next[1])];
        var inPlace = Works([alone[1]], () => [Alone(graph, decoder, RowLayout.InPlace, prompts[1], next[1])]);
        foreach (var side in inPlace ? [RowLayout.InPlace] : new[] { RowLayout.EndAligned, RowLayout.StartAligned })
            if (Works(alone, () => Together(graph, decoder, side, prompts, next))) return (side, true);
        return (inPlace ? RowLayout.InPlace : RowLayout.EndAligned, false);

        bool Works(float[][] expected, Func<float[][]> logits)
        {
            try
            {
                return logits().Zip(expected).All(pair => Same(graph, pair.First, pair.Second));
            }
            catch (ModelException)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Nothing is forgiven here, for half precision either: a cache that is rounded to less than the numbers of its own run is one that a
    /// text would change by.
    /// </summary>
    private static (bool Freely, bool KeepsAll) Cuts(DecoderGraph graph, Decoder decoder)
    {
        var tokens = Tokens(graph, 9, 5);
        using var run = new OnnxRun(CancellationToken.None);
        using KvRows whole = KvRows.Empty(graph.Cache, RowLayout.EndAligned), cut = KvRows.Empty(graph.Cache, RowLayout.EndAligned);
        decoder.Run(whole, tokens, run, lastOnly: false);
        var (atOnce, keepsAll) = (decoder.Logits(0).ToArray(), decoder.Kept == tokens.Length);
        decoder.Run(cut, tokens.AsSpan(0, 5), run);
        for (var i = 5; i < tokens.Length; i++) decoder.Run(cut, [tokens[i]], run);
        return (Same(atOnce, decoder.Logits(0).ToArray(), Tolerance), keepsAll);
    }

    private static float[] Alone(DecoderGraph graph, Decoder decoder, RowLayout side, int[] prompt, int[] next)
    {
        using var run = Trial();
        using var row = KvRows.Empty(graph.Cache, side);
        decoder.Run(row, prompt, run);
        foreach (var token in next) decoder.Run(row, [token], run);
        return decoder.Logits(0).ToArray();
    }

    /// <summary>A run that may fail, which ONNX Runtime then doesn't write to the console.</summary>
    private static OnnxRun Trial()
    {
        var run = new OnnxRun(CancellationToken.None);
        run.Options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        return run;
    }

    private static float[][] Together(DecoderGraph graph, Decoder decoder, RowLayout side, int[][] prompts, int[][] next)
    {
        using var run = Trial();
        using KvRows first = KvRows.Empty(graph.Cache, side), second = KvRows.Empty(graph.Cache, side);
        decoder.Run(first, prompts[0], run);
        decoder.Run(second, prompts[1], run);
        using var both = KvRows.Of(graph.Cache, side, [new(first, 0, prompts[0].Length), new(second, 0, prompts[1].Length)]);
        for (var step = 0; step < Steps; step++) decoder.Run(both, [next[0][step], next[1][step]], run);
        return [decoder.Logits(0).ToArray(), decoder.Logits(1).ToArray()];
    }

    private static bool Same(DecoderGraph graph, float[] together, float[] alone) => Same(
        together, alone, graph.LogitsType == TensorElementType.Float && graph.Cache.Type == TensorElementType.Float ? Tolerance : HalfTolerance);

    private static bool Same(float[] one, float[] other, float tolerance)
    {
        var most = tolerance * other.Max(MathF.Abs);
        return one.Zip(other).All(pair => MathF.Abs(pair.First - pair.Second) <= most);
    }

    /// <summary>Tokens that lie all over the vocabulary.</summary>
    private static int[] Tokens(DecoderGraph graph, int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (int)(random.NextDouble() * graph.VocabularySize))];
    }
}
