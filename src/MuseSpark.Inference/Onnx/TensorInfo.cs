using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuseSpark.Inference.Onnx;

/// <summary>A declared input or output of a graph.</summary>
/// <param name="Shape">One entry an axis; -1 where the length is free.</param>
public sealed record TensorInfo(string Name, TensorElementType Type, IReadOnlyList<int> Shape);
