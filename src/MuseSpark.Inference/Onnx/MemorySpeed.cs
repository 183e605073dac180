using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MuseSpark.Inference.Onnx;

/// <summary>
/// How fast this machine's memory can be read. A text of a model that doesn't fit into the processor's cache can't be written faster than its
/// weights are read, once for each token: the roofline of Williams et al. 2009.
/// </summary>
public static class MemorySpeed
{
    // In all, more than any processor's cache holds; and for each at least so much that starting its thread doesn't count.
    private const int Bytes = 512 << 20, LeastEach = 16 << 20;

    /// <summary>Reads from all processors at once, three times. Takes half a gigabyte, or 16 MB for each processor where that is more.</summary>
    /// <returns>Bytes a second, of the fastest time.</returns>
    public static double Measure()
    {
        var each = Math.Max(Bytes / Environment.ProcessorCount, LeastEach);
        var memory = Enumerable.Range(0, Environment.ProcessorCount).Select(_ =>
        {
            var bytes = GC.AllocateUninitializedArray<byte>(each);
            bytes.AsSpan().Fill(1);
            return bytes;
        }).ToArray();
        return Enumerable.Range(0, 3).Max(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            var threads = Array.ConvertAll(memory, part => new Thread(() => GC.KeepAlive(Sum(part))));
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
            return (double)each * memory.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static ulong Sum(byte[] memory)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(memory);
        Vector<ulong> a = default, b = default, c = default, d = default;
        for (var i = 0; i + 3 < vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }
        return Vector.Sum(a + b + c + d);
    }
}
