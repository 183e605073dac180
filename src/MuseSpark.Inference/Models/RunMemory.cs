namespace MuseSpark.Inference.Models;

/// <summary>What a model's runs hold besides its weights, such as the caches of texts, out of the one budget of all models.</summary>
/// <param name="weights">Bytes of the model itself.</param>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class RunMemory(OpenModels models, long weights)
{
    /// <returns>False where others hold so much that it must wait; they give it back as they end.</returns>
    /// <exception cref="ModelException">It would not fit if the model were alone.</exception>
    public bool TryTake(long bytes) => models.TryTake(bytes, weights);

    public void Give(long bytes) => models.Give(bytes);
}
