using System.Numerics.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// Leans a text towards its prompt: each token is chosen from u + scale (c - u), where c are its logits after the prompt and u those after one
/// without the person's words (classifier-free guidance, Sanchez et al. 2023, arXiv 2306.17806). Costs a second row for each text.
/// </summary>
/// <param name="prompt">The prompt without the words.</param>
/// <param name="scale">Above 1.</param>
internal sealed class Guidance(IReadOnlyList<int> prompt, float scale) : IDisposable
{
    // u, [vocabulary].
    private float[] _without = [];

    public int[] Prompt { get; } = [.. prompt];

    /// <summary>The cache of that prompt, until the rows have theirs.</summary>
    public KvRows? Begun { get; set; }

    /// <summary>Feeds the prompt without the words, which is short.</summary>
    /// <exception cref="ModelException">The graph's rows can't be run side by side.</exception>
    public void Begin(Decoder decoder, KvLayout cache, GraphTraits traits, OnnxRun run)
    {
        if (!traits.Together) throw new ModelException("Guidance can't be used with this model, whose texts have to be written one by one. Set guidance to 1.");
        Begun = KvRows.Empty(cache, traits.Layout);
        decoder.Feed(Begun, Prompt, run);
        _without = decoder.Logits(0).ToArray();
    }

    /// <summary>Overwrites the logits of the first token, c, with what is to be chosen from.</summary>
    public void Lean(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, _without, logits);
        TensorPrimitives.MultiplyAdd(logits, scale, _without, logits);
    }

    /// <summary>What a row's next token is to be chosen from, in the place of its logits.</summary>
    /// <param name="shadow">The row that was fed the same text without the words.</param>
    public Span<float> Lean(Decoder decoder, int row, int shadow, int back)
    {
        // Copied, since half precision is widened in one place for all rows.
        decoder.Logits(shadow, back).CopyTo(_without);
        var logits = decoder.Logits(row, back);
        Lean(logits);
        return logits;
    }

    public void Dispose()
    {
        Begun?.Dispose();
        Begun = null;
    }
}
