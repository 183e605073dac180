using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Models;

public sealed record ModelCatalogOptions
{
    /// <summary>How the graphs are opened.</summary>
    public OnnxOptions Onnx { get; init; } = new();
}
