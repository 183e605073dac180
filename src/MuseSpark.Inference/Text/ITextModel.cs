using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text;

/// <summary>A model that writes text. Streaming is the primitive; a whole answer is the sum of its pieces.</summary>
/// <remarks>
/// Instances are safe for concurrent calls; each call owns its own cache and random state.
/// The catalog that loaded a model owns and disposes it. A cancelled call throws
/// <see cref="OperationCanceledException"/> within one decoding step.
/// </remarks>
public interface ITextModel
{
    ModelManifest Manifest { get; }

    /// <summary>Streams the text for <paramref name="request"/>; the last piece carries a <see cref="TextPiece.Finish"/>.</summary>
    /// <exception cref="ModelException">The prompt does not fit the model, or the model failed.</exception>
    IAsyncEnumerable<TextPiece> GenerateAsync(TextRequest request, CancellationToken cancellationToken);
}
