namespace MuseSpark.Inference.Classification;

/// <param name="Chances">Of each category, (c).</param>
/// <param name="Shares">What each piece adds to the log-odds, those before and behind the passage included: (l, c).</param>
public sealed record PassageScores(float[] Chances, float[] Shares)
{
    /// <summary>What a piece adds to a category.</summary>
    public float Share(int piece, int column) => Shares[piece * Chances.Length + column];
}
