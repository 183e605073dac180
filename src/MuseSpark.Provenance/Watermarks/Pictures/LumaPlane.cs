using System.Numerics;
using System.Runtime.InteropServices;

namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>Brightness of a picture, 0..255, at a size of choice.</summary>
/// <param name="Values">(Height, Width)</param>
internal sealed record LumaPlane(int Width, int Height, float[] Values)
{
    /// <summary>ITU-R BT.601 luma, each value the mean of the area it covers; where the plane is larger than the picture, interpolated.</summary>
    /// <param name="rgb">width x height x 3 bytes.</param>
    public static LumaPlane Of(ReadOnlySpan<byte> rgb, int width, int height, int toWidth, int toHeight)
    {
        var resized = new Resizing(width, height, toWidth, toHeight);
        var luma = new float[width];
        for (var y = 0; y < height; y++)
        {
            var row = rgb.Slice(y * width * 3, width * 3);
            for (int x = 0, i = 0; x < luma.Length; x++, i += 3)
                luma[x] = 0.299f * row[i] + 0.587f * row[i + 1] + 0.114f * row[i + 2];
            resized.Take(y, luma);
        }
        return resized.Finish();
    }

    /// <summary>A part of the plane at another size.</summary>
    public LumaPlane Cut(int left, int top, int width, int height, int toWidth, int toHeight)
    {
        var resized = new Resizing(width, height, toWidth, toHeight);
        for (var y = 0; y < height; y++) resized.Take(y, Values.AsSpan((top + y) * Width + left, width));
        return resized.Finish();
    }

    /// <summary>First across, row by row as they come, then down.</summary>
    private sealed class Resizing(int width, int height, int toWidth, int toHeight)
    {
        private readonly float[] _narrow = new float[height * toWidth]; // (height, toWidth)
        private readonly Resampling _across = new(width, toWidth);

        public void Take(int y, ReadOnlySpan<float> row) => _across.Row(row, _narrow.AsSpan(y * toWidth, toWidth));

        public LumaPlane Finish()
        {
            if (height == toHeight) return new LumaPlane(toWidth, toHeight, _narrow);
            var values = new float[toHeight * toWidth];
            var down = new Resampling(height, toHeight);
            for (var y = 0; y < toHeight; y++)
                for (var k = 0; k < down.Counts[y]; k++)
                    AddTimes(_narrow.AsSpan((down.Starts[y] + k) * toWidth, toWidth), down.Weights[y * down.Most + k], values.AsSpan(y * toWidth, toWidth));
            return new LumaPlane(toWidth, toHeight, values);
        }
    }

    private static void AddTimes(ReadOnlySpan<float> row, float weight, Span<float> sum)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(row);
        var wideSum = MemoryMarshal.Cast<float, Vector<float>>(sum);
        for (var i = 0; i < wide.Length; i++) wideSum[i] += wide[i] * weight;
        for (var i = wide.Length * Vector<float>.Count; i < row.Length; i++) sum[i] += row[i] * weight;
    }

    /// <summary>Which values, with which weights, make each value along one axis.</summary>
    private sealed class Resampling
    {
        public Resampling(int from, int to)
        {
            var ratio = from / (double)to;
            Most = Math.Max(2, (int)Math.Ceiling(ratio) + 1);
            (Starts, Counts, Weights) = (new int[to], new int[to], new float[to * Most]);
            for (var i = 0; i < to; i++)
            {
                if (ratio >= 1)
                {
                    double left = i * ratio, right = Math.Min(from, left + ratio);
                    Starts[i] = (int)left;
                    Counts[i] = Math.Min((int)Math.Ceiling(right - 1e-9), from) - Starts[i];
                    for (var k = 0; k < Counts[i]; k++)
                        Weights[i * Most + k] = (float)((Math.Min(right, Starts[i] + k + 1) - Math.Max(left, Starts[i] + k)) / (right - left));
                    continue;
                }
                var centre = Math.Clamp((i + 0.5) * ratio - 0.5, 0, from - 1);
                Starts[i] = Math.Min((int)centre, Math.Max(0, from - 2));
                Counts[i] = Math.Min(2, from);
                Weights[i * Most] = (float)(1 - (centre - Starts[i]));
                if (Counts[i] == 2) Weights[i * Most + 1] = (float)(centre - Starts[i]);
            }
        }

        public int Most { get; }

        public int[] Starts { get; }

        public int[] Counts { get; }

        /// <summary>(to, Most)</summary>
        public float[] Weights { get; }

        public void Row(ReadOnlySpan<float> values, Span<float> result)
        {
            for (var i = 0; i < result.Length; i++)
            {
                float sum = 0;
                for (var k = 0; k < Counts[i]; k++) sum += values[Starts[i] + k] * Weights[i * Most + k];
                result[i] = sum;
            }
        }
    }
}
