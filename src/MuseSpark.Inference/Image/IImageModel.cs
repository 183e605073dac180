using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>A model that paints pictures, step by step.</summary>
/// <remarks>
/// Instances are safe for concurrent calls. The catalog that loaded a model owns and disposes it.
/// A cancelled call throws <see cref="OperationCanceledException"/> within one denoising step.
/// </remarks>
public interface IImageModel : IDisposable
{
    ModelManifest Manifest { get; }

    /// <summary>Streams perhaps one <see cref="ImageWords"/>, one <see cref="ImageNotLeftOut"/> and one <see cref="ImageCutOff"/>; then, for each picture, one <see cref="ImageStep"/> a step, those of beginnings that are given up included, and one <see cref="ImageFinished"/>.</summary>
    /// <exception cref="ModelException">A setting is out of the model's range, or the model failed.</exception>
    IAsyncEnumerable<ImageProgress> GenerateAsync(ImageRequest request, CancellationToken cancellationToken);

    /// <summary>Says what a picture shows; for models whose kinds name "caption".</summary>
    /// <param name="picture">Of the edge that the model paints.</param>
    /// <exception cref="ModelException">The model can't describe pictures, or the picture has another size.</exception>
    Task<PictureReading> DescribeAsync(RgbImage picture, CancellationToken cancellationToken);
}
