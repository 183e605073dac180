using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuseSpark.Inference.Onnx;

/// <summary>Real numbers that a graph takes or gives: always single precision here, in the graph whichever it declares.</summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class FloatTensor : IDisposable
{
    private readonly Float16[]? _half;

    /// <param name="type">Float or Float16.</param>
    /// <param name="values">Not copied.</param>
    public FloatTensor(TensorElementType type, float[] values, params long[] shape)
    {
        Values = values;
        _half = type == TensorElementType.Float16 ? new Float16[values.Length] : null;
        Value = _half is null ? OrtValue.CreateTensorValueFromMemory(values, shape) : OrtValue.CreateTensorValueFromMemory(_half, shape);
        Give();
    }

    /// <summary>The precisions that a graph may be in.</summary>
    public static ReadOnlySpan<TensorElementType> Types => [TensorElementType.Float, TensorElementType.Float16];

    public float[] Values { get; }

    public OrtValue Value { get; }

    /// <summary>Brings <see cref="Values"/> to where the graph reads them.</summary>
    public void Give()
    {
        if (_half is not null) TensorPrimitives.ConvertToHalf(Values, Halves(_half));
    }

    /// <summary>Brings what the graph wrote to <see cref="Values"/>.</summary>
    public void Take()
    {
        if (_half is not null) TensorPrimitives.ConvertToSingle(Halves(_half), Values);
    }

    /// <summary>The numbers of a value of either precision.</summary>
    public static float[] Copy(OrtValue value)
    {
        if (value.GetTensorTypeAndShape().ElementDataType != TensorElementType.Float16) return value.GetTensorDataAsSpan<float>().ToArray();
        var halves = MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>());
        var values = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, values);
        return values;
    }

    public void Dispose() => Value.Dispose();

    private static Span<Half> Halves(Float16[] values) => MemoryMarshal.Cast<Float16, Half>(values.AsSpan());
}
