using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Conversion;

/// <summary>A tensor in bytes: weight = byte * scale + min, row by row.</summary>
internal sealed record QuantizedTensor(long[] Shape, byte[] Bytes, float Min, float Scale)
{
    /// <summary>The same with its axes in another order; <paramref name="order"/> names for each new axis the old one.</summary>
    public QuantizedTensor Reordered(params ReadOnlySpan<int> order)
    {
        var strides = new long[Shape.Length];
        for (long axis = Shape.Length - 1, stride = 1; axis >= 0; stride *= Shape[axis--]) strides[axis] = stride;
        var (shape, steps) = (new long[order.Length], new long[order.Length]);
        for (var axis = 0; axis < order.Length; axis++) (shape[axis], steps[axis]) = (Shape[order[axis]], strides[order[axis]]);

        var bytes = new byte[Bytes.Length];
        var place = new long[order.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            long from = 0;
            for (var axis = 0; axis < place.Length; axis++) from += place[axis] * steps[axis];
            bytes[i] = Bytes[from];
            // The last axis counts fastest.
            for (var axis = place.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--) place[axis] = 0;
        }
        return this with { Shape = shape, Bytes = bytes };
    }
}

/// <summary>Cuts the weights of a graph model out of its files.</summary>
internal static class TfjsWeights
{
    private const int MaxRank = 4;
    private const long MaxLength = 1 << 16;

    /// <param name="files">By the names that the model's list of weights uses.</param>
    /// <exception cref="ModelException">A file is missing, or names, sizes and bytes do not fit together.</exception>
    public static IReadOnlyDictionary<string, QuantizedTensor> Read(TfjsModel model, IReadOnlyDictionary<string, byte[]> files)
    {
        var tensors = new Dictionary<string, QuantizedTensor>();
        foreach (var group in model.WeightsManifest)
        {
            var bytes = group.Paths.SelectMany(path => files.GetValueOrDefault(path) ?? throw new ModelException($"The package has no weights {path}.")).ToArray();
            var at = 0;
            foreach (var weight in group.Weights)
            {
                var length = LengthOf(weight, bytes.Length - at);
                var tensor = new QuantizedTensor(weight.Shape, bytes[at..(at += length)], (float)weight.Quantization!.Min, (float)weight.Quantization.Scale);
                if (!tensors.TryAdd(weight.Name, tensor)) throw new ModelException($"The package's model has two weights called {weight.Name}.");
            }
            if (at != bytes.Length) throw new ModelException($"The package's weights have {bytes.Length - at} bytes that belong to nothing.");
        }
        return tensors;
    }

    /// <summary>Checked against the bytes there are before anything of that size is made.</summary>
    private static int LengthOf(TfjsWeight weight, int left)
    {
        if (weight.Dtype != "float32" || weight.Quantization is not { Dtype: "uint8" } quantization)
            throw new ModelException($"The weights {weight.Name} are {weight.Dtype} in {weight.Quantization?.Dtype ?? "full"}; only floats in bytes can be converted.");
        if (!float.IsFinite((float)quantization.Min) || !float.IsFinite((float)quantization.Scale))
            throw new ModelException($"The weights {weight.Name} have no sensible scale.");
        if (weight.Shape.Length > MaxRank || weight.Shape.Any(length => length is < 1 or > MaxLength))
            throw new ModelException($"The weights {weight.Name} have a shape of [{string.Join(", ", weight.Shape.Take(8))}], which is too large or makes no sense.");
        // Four lengths of at most 2^16 might just not fit into a long.
        var length = weight.Shape.Aggregate(1L, (product, axis) => product > left ? product : product * axis);
        return length <= left ? (int)length : throw new ModelException($"The package's weights end before {weight.Name}.");
    }
}
