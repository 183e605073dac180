using System.Numerics.Tensors;

namespace MuseSpark.Training.Safety;

/// <summary>A table in signed bytes with a scale for each row.</summary>
internal static class Int8Rows
{
    public static (sbyte[] Table, Half[] Scales) Of(float[] table, int width)
    {
        var scales = new Half[table.Length / width];
        var small = new sbyte[table.Length];
        for (var row = 0; row < scales.Length; row++)
        {
            var values = table.AsSpan(row * width, width);
            var scale = scales[row] = (Half)(Math.Abs(TensorPrimitives.MaxMagnitude<float>(values)) / 127);
            // What float16 can't tell from zero was hardly touched by training.
            if (scale == (Half)0) continue;
            for (var w = 0; w < width; w++) small[row * width + w] = (sbyte)Math.Clamp(MathF.Round(values[w] / (float)scale), -127, 127);
        }
        return (small, scales);
    }
}
