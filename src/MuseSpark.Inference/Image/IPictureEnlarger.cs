using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>A model that makes pictures larger, whatever they show and whoever made them; its kinds name "enlarge".</summary>
/// <remarks>
/// Instances are safe for concurrent calls. The catalog that loaded a model owns and disposes it.
/// A cancelled call throws <see cref="OperationCanceledException"/> within one tile.
/// </remarks>
public interface IPictureEnlarger : IDisposable
{
    /// <summary>Pixels along an edge of what is made, at most.</summary>
    const int MaxEdge = 4_096;

    ModelManifest Manifest { get; }

    /// <summary>Streams one <see cref="ImageStep"/> a tile, without previews, and then one <see cref="ImageFinished"/>. The same picture gives the same one.</summary>
    /// <param name="times">2 or 4: how many times longer the edges become.</param>
    /// <exception cref="ModelException">The picture would be too large, or the model failed.</exception>
    IAsyncEnumerable<ImageProgress> EnlargeAsync(RgbImage picture, int times, CancellationToken cancellationToken);
}
