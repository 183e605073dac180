namespace MuseSpark.Inference.Classification.Pictures;

/// <param name="Model">Id of the model that judged.</param>
/// <param name="Version">Its version.</param>
/// <param name="Classes">The model's own answers, in its own order; together they are 1.</param>
/// <param name="Sexual">What of them counts for <see cref="Categories.Sexual"/>, 0 to 1.</param>
/// <param name="Area">The part that drove it; null for scores below <see cref="WorthExplaining"/>.</param>
public sealed record PictureScores(string Model, string Version, IReadOnlyList<ClassScore> Classes, double Sexual, PictureArea? Area)
{
    /// <summary>From here on somebody may want to know why.</summary>
    public const double WorthExplaining = 0.4;
}

/// <param name="Score">0 to 1.</param>
public sealed record ClassScore(string Name, double Score);

/// <summary>A rectangle in parts of the picture's width and height, 0 to 1 from the top left.</summary>
public readonly record struct PictureArea(double Left, double Top, double Width, double Height);
