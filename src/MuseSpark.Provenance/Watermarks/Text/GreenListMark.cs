// Kirchenbauer et al. 2023, "A Watermark for Large Language Models", https://arxiv.org/abs/2301.10226.
namespace MuseSpark.Provenance.Watermarks.Text;

/// <summary>A quarter of the vocabulary, another one in each context, is green and made likelier. Stronger than a tournament, but it shifts the choice of words.</summary>
public sealed class GreenListMark : ITextMark
{
    private const double Share = 0.25, Shift = 2;

    private static readonly float Boost = (float)Math.Exp(Shift);

    public string Algorithm => "musespark.green.1";

    public int TokensNeeded => 1000;

    /// <summary>Adds 2 to the green tokens' logits, after the temperature.</summary>
    public void Favour(ReadOnlySpan<ulong> draws, Span<float> chances)
    {
        for (var i = 0; i < chances.Length; i++)
            if (IsGreen(draws[i])) chances[i] *= Boost;
    }

    /// <summary>How many tokens are green; the tail is the exact one of so many tries.</summary>
    public MarkEvidence Weigh(ReadOnlySpan<ulong> draws)
    {
        if (draws.IsEmpty) return new MarkEvidence(0, 1);
        var green = 0;
        foreach (var draw in draws)
            if (IsGreen(draw)) green++;
        var z = (green - Share * draws.Length) / Math.Sqrt(draws.Length * Share * (1 - Share));
        return new MarkEvidence(z, Tail.Binomial(green, draws.Length, Share));
    }

    private static bool IsGreen(ulong draw) => draw >> 62 == 0;
}
