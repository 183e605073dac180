using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification;

/// <summary>Says which kinds of harmful content a text holds, how likely each is, and which words say so.</summary>
/// <remarks>Safe for concurrent calls. Whoever opened it (the catalog) disposes it, after the last call.</remarks>
public interface IClassifier
{
    ModelManifest Manifest { get; }

    /// <summary>Classifies a text of at most <see cref="TextLimits.MaxCharacters"/>. An ordinary text takes less than a millisecond a thousand characters, one that is doubtful throughout some twenty; of a long one of those only the worst parts are read.</summary>
    /// <returns>A score for each of <see cref="Categories.All"/>, in that order.</returns>
    /// <exception cref="ArgumentException">The text is longer than that.</exception>
    /// <exception cref="ModelException">The model failed: what it would have said is not known, so don't let the text pass as harmless.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    ClassifierScores Classify(string text, CancellationToken cancellationToken);
}
