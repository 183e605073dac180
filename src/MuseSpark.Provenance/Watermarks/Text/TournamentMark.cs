// Dathathri et al. 2024, "Scalable watermarking for identifying large language model outputs", Nature 634:818 (two candidates, non-distortionary).
namespace MuseSpark.Provenance.Watermarks.Text;

/// <summary>
/// Tournament sampling: thirty rounds, in each of which two drawn tokens meet and the one with a 1 for the round goes on. Over all
/// keys the chances stay what they were, so the text is as good as without; under one key the winners have more ones than half.
/// </summary>
public sealed class TournamentMark : ITextMark
{
    /// <summary>Rounds; round l reads bit l of a token's draw.</summary>
    public const int Layers = 30;

    // The first rounds leave the most evidence: they choose among many, the last among few.
    private static readonly double[] Weights = [.. Enumerable.Range(0, Layers).Select(l => 10 - 9.0 * l / (Layers - 1))];

    private static readonly double Deviation = Math.Sqrt(Weights.Sum(w => w * w) / 4);

    public string Algorithm => "musespark.tournament.1";

    public int TokensNeeded => 1000;

    /// <summary>In closed form, round by round: p_i becomes p_i (1 + g_i - sum_j p_j g_j).</summary>
    public void Favour(ReadOnlySpan<ulong> draws, Span<float> chances)
    {
        double total = 0;
        foreach (var chance in chances) total += chance;
        for (var i = 0; i < chances.Length; i++) chances[i] = (float)(chances[i] / total);

        for (var layer = 0; layer < Layers; layer++)
        {
            double ones = 0;
            for (var i = 0; i < chances.Length; i++) ones += chances[i] * (draws[i] >> layer & 1);
            ones = Math.Min(ones, 1);
            for (var i = 0; i < chances.Length; i++) chances[i] *= (float)(1 + (draws[i] >> layer & 1) - ones);
        }
    }

    /// <summary>The weighted mean of the bits; without a mark each is 0 or 1 like a coin, and the tail of their sum at most about the normal one.</summary>
    public MarkEvidence Weigh(ReadOnlySpan<ulong> draws, ReadOnlySpan<float> choice)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < draws.Length; i++)
        {
            double bits = 0;
            for (var layer = 0; layer < Layers; layer++) bits += Weights[layer] * ((draws[i] >> layer & 1) - 0.5);
            sum += choice[i] * bits;
            squares += choice[i] * choice[i];
        }
        if (squares == 0) return new MarkEvidence(0, 1);
        var z = sum / (Deviation * Math.Sqrt(squares));
        return new MarkEvidence(z, Tail.Normal(z));
    }
}
