using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>What a folder or a repository turned out to be.</summary>
/// <param name="Draft">Its manifest but for what depends on the precision that is chosen: id, name and files.</param>
/// <param name="Precisions">At least one; the first is the best choice on a processor.</param>
public sealed record RecognisedModel(ModelManifest Draft, IReadOnlyList<PrecisionChoice> Precisions)
{
    /// <exception cref="ModelException">There is no such one here.</exception>
    public PrecisionChoice Choose(string? precision) => precision is null ? Precisions[0] : Precisions.FirstOrDefault(p => p.Name == precision)
        ?? throw new ModelException($"{Draft.Name} has no precision {precision}; it has {string.Join(", ", Precisions.Select(p => p.Name))}.");
}

/// <param name="Files">Paths of all files that are needed, the graph first.</param>
/// <param name="Bytes">Size of all of them.</param>
public sealed record PrecisionChoice(string Name, IReadOnlyList<string> Files, long Bytes);
