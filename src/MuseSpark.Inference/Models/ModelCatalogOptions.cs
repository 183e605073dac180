using MuseSpark.Inference.Measuring;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Models;

public sealed record ModelCatalogOptions
{
    /// <summary>How the graphs are opened.</summary>
    public OnnxOptions Onnx { get; init; } = new();

    /// <value>What was measured of models on this machine, by which they are opened; null opens all in the same way.</value>
    public SessionChoices? Choices { get; init; }

    /// <value>Whether a model that writes or paints is measured before it is opened for the first time.</value>
    public bool Measures { get; init; }

    /// <value>Bytes that the weights of all open models, and the caches of the texts that they are writing, may take; by default three fifths of the memory that this process may use.</value>
    public long MemoryBudget { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 3;
}
