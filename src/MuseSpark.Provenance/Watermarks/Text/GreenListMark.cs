// Kirchenbauer et al. 2023, "A Watermark for Large Language Models", https://arxiv.org/abs/2301.10226.
namespace MuseSpark.Provenance.Watermarks.Text;

/// <summary>A quarter of the vocabulary, another one in each context, is green and made likelier. Stronger than a tournament, but it shifts the choice of words.</summary>
public sealed class GreenListMark : ITextMark
{
    private const double Share = 0.25, Shift = 2, LeastChoice = 0.1;

    private static readonly float Boost = (float)Math.Exp(Shift);

    public string Algorithm => "musespark.green.1";

    public int TokensNeeded => 1000;

    /// <summary>Adds 2 to the green tokens' logits, after the temperature.</summary>
    public void Favour(ReadOnlySpan<ulong> draws, Span<float> chances)
    {
        for (var i = 0; i < chances.Length; i++)
            if (IsGreen(draws[i])) chances[i] *= Boost;
    }

    /// <summary>How many tokens are green, of those that had a choice; the tail is the exact one of so many tries.</summary>
    public MarkEvidence Weigh(ReadOnlySpan<ulong> draws, ReadOnlySpan<float> choice)
    {
        int green = 0, counted = 0;
        for (var i = 0; i < draws.Length; i++)
        {
            if (choice[i] < LeastChoice) continue;
            counted++;
            if (IsGreen(draws[i])) green++;
        }
        if (counted == 0) return new MarkEvidence(0, 1);
        var z = (green - Share * counted) / Math.Sqrt(counted * Share * (1 - Share));
        return new MarkEvidence(z, Tail.Binomial(green, counted, Share));
    }

    private static bool IsGreen(ulong draw) => draw >> 62 == 0;
}
