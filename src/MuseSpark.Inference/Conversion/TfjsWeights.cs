using System.Runtime.InteropServices;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Conversion;

/// <summary>A tensor in bytes: weight = byte * scale + min, row by row.</summary>
internal sealed record QuantizedTensor(long[] Shape, byte[] Bytes, float Min, float Scale)
{
    /// <summary>The same with its axes in another order; <paramref name="order"/> names for each new axis the old one.</summary>
    public QuantizedTensor Reordered(params ReadOnlySpan<int> order)
    {
        var (shape, bytes) = Axes.Reorder(Shape, Bytes, order);
        return this with { Shape = shape, Bytes = bytes };
    }
}

/// <summary>A tensor in single precision, row by row.</summary>
internal sealed record FullTensor(long[] Shape, float[] Values);

/// <summary>Cuts the weights of a model out of its files.</summary>
internal static class TfjsWeights
{
    private const int MaxRank = 4;
    private const long MaxLength = 1 << 16;

    /// <summary>Those of a graph model, which are in bytes.</summary>
    /// <param name="files">By the names that the model's list of weights uses.</param>
    /// <exception cref="ModelException">A file is missing, or names, sizes and bytes do not fit together.</exception>
    public static IReadOnlyDictionary<string, QuantizedTensor> Read(TfjsModel model, IReadOnlyDictionary<string, byte[]> files) => Cut(model.WeightsManifest, files, sizeof(byte), weight =>
    {
        if (weight.Dtype != "float32" || weight.Quantization is not { Dtype: "uint8" } quantization)
            throw new ModelException($"The weights {weight.Name} are {weight.Dtype} in {weight.Quantization?.Dtype ?? "full"}; only floats in bytes can be converted.");
        if (!float.IsFinite((float)quantization.Min) || !float.IsFinite((float)quantization.Scale))
            throw new ModelException($"The weights {weight.Name} have no sensible scale.");
    }, (weight, bytes) => new QuantizedTensor(weight.Shape, bytes, (float)weight.Quantization!.Min, (float)weight.Quantization.Scale));

    /// <summary>Those of a layers model, which are in single precision.</summary>
    /// <inheritdoc cref="Read(TfjsModel, IReadOnlyDictionary{string, byte[]})"/>
    public static IReadOnlyDictionary<string, FullTensor> Read(LayersModel model, IReadOnlyDictionary<string, byte[]> files) => Cut(model.WeightsManifest, files, sizeof(float), weight =>
    {
        if (weight.Dtype != "float32" || weight.Quantization is not null)
            throw new ModelException($"The weights {weight.Name} are {weight.Dtype} in {weight.Quantization?.Dtype ?? "full"}; only floats in full can be converted.");
    }, (weight, bytes) =>
    {
        // TensorFlow.js writes them in little-endian order on every machine, as all that .NET runs on does.
        var values = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        return values.All(float.IsFinite) ? new FullTensor(weight.Shape, values) : throw new ModelException($"The weights {weight.Name} hold what is no number.");
    });

    private static Dictionary<string, T> Cut<T>(TfjsWeightGroup[] groups, IReadOnlyDictionary<string, byte[]> files, int size, Action<TfjsWeight> check, Func<TfjsWeight, byte[], T> make)
    {
        var tensors = new Dictionary<string, T>();
        foreach (var group in groups)
        {
            var bytes = group.Paths.SelectMany(path => files.GetValueOrDefault(path) ?? throw new ModelException($"The package has no weights {path}.")).ToArray();
            var at = 0;
            foreach (var weight in group.Weights)
            {
                check(weight);
                var length = LengthOf(weight, (bytes.Length - at) / size) * size;
                if (!tensors.TryAdd(weight.Name, make(weight, bytes[at..(at += length)]))) throw new ModelException($"The package's model has two weights called {weight.Name}.");
            }
            if (at != bytes.Length) throw new ModelException($"The package's weights have {bytes.Length - at} bytes that belong to nothing.");
        }
        return tensors;
    }

    /// <summary>Checked against the numbers there are before anything of that size is made.</summary>
    private static int LengthOf(TfjsWeight weight, int left)
    {
        if (weight.Shape.Length > MaxRank || weight.Shape.Any(length => length is < 1 or > MaxLength))
            throw new ModelException($"The weights {weight.Name} have a shape of [{string.Join(", ", weight.Shape.Take(8))}], which is too large or makes no sense.");
        // Four lengths of at most 2^16 might just not fit into a long.
        var length = weight.Shape.Aggregate(1L, (product, axis) => product > left ? product : product * axis);
        return length <= left ? (int)length : throw new ModelException($"The package's weights end before {weight.Name}.");
    }
}
