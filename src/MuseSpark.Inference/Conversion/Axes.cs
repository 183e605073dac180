namespace MuseSpark.Inference.Conversion;

/// <summary>Puts the axes of a tensor into another order.</summary>
internal static class Axes
{
    /// <param name="order">For each new axis the old one.</param>
    public static (long[] Shape, T[] Values) Reorder<T>(long[] shape, T[] values, params ReadOnlySpan<int> order)
    {
        var strides = new long[shape.Length];
        for (long axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) strides[axis] = stride;
        var (turned, steps) = (new long[order.Length], new long[order.Length]);
        for (var axis = 0; axis < order.Length; axis++) (turned[axis], steps[axis]) = (shape[order[axis]], strides[order[axis]]);

        var moved = new T[values.Length];
        var place = new long[order.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            long from = 0;
            for (var axis = 0; axis < place.Length; axis++) from += place[axis] * steps[axis];
            moved[i] = values[from];
            // The last axis counts fastest.
            for (var axis = place.Length - 1; axis >= 0 && ++place[axis] == turned[axis]; axis--) place[axis] = 0;
        }
        return (turned, moved);
    }
}
