using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Models;

public sealed record ModelCatalogOptions
{
    /// <summary>How the graphs are opened.</summary>
    public OnnxOptions Onnx { get; init; } = new();

    /// <value>Bytes that the weights of all open models may take; by default three fifths of the memory that this process may use.</value>
    public long MemoryBudget { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 3;
}
