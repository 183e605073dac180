namespace MuseSpark.Inference.Classification;

/// <param name="Model">Id of the model that judged.</param>
/// <param name="Version">Its version.</param>
/// <param name="Scores">One for each category, in the order of <see cref="Categories.All"/>.</param>
public sealed record ClassifierScores(string Model, string Version, IReadOnlyList<CategoryScore> Scores)
{
    /// <summary>The categories whose score reaches the model's own threshold.</summary>
    public IEnumerable<CategoryScore> Flagged => Scores.Where(score => score.IsFlagged);

    /// <exception cref="InvalidOperationException">There is no such category.</exception>
    public CategoryScore Of(string category) => Scores.First(score => score.Category == category);
}

/// <param name="Score">Calibrated chance that the text holds this, 0 to 1.</param>
/// <param name="Threshold">From where the model's makers would have a person look; a policy may choose another.</param>
/// <param name="Source">"model", or the rule that found it: "rule:minors", "pattern:card" and so on.</param>
/// <param name="Spans">The words that drove the score, in the order of the text; empty for scores far below the threshold.</param>
public sealed record CategoryScore(string Category, double Score, double Threshold, string Source, IReadOnlyList<TextSpan> Spans)
{
    public const string Model = "model";

    public bool IsFlagged => Score >= Threshold;
}

/// <summary>Part of a text, in UTF-16 code units.</summary>
/// <param name="Weight">How much it counted, 0 to 1; the heaviest of a score has 1.</param>
public readonly record struct TextSpan(int Start, int Length, double Weight)
{
    public int End => Start + Length;
}
