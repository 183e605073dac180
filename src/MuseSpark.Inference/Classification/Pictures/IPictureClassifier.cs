using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification.Pictures;

/// <summary>Says how likely a picture is sexual content, and which part of it says so.</summary>
/// <remarks>Safe for concurrent calls. Whoever opened it (the catalog) disposes it, after the last call.</remarks>
public interface IPictureClassifier
{
    ModelManifest Manifest { get; }

    /// <summary>Classifies a picture of any size and shape. It takes some hundredths of a second, and seventeen times that for one that is flagged.</summary>
    /// <exception cref="ModelException">The model failed: what it would have said is not known, so don't let the picture pass as harmless.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    PictureScores Classify(RgbImage picture, CancellationToken cancellationToken);
}
