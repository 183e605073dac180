using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Torch;

/// <summary>Answers "does torch work here, and how fast": one matrix product in float32 and in bfloat16.</summary>
public static class TorchCheck
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var size = options.Number("size", 1024);
        options.RejectUnknown();
        TorchLibrary.Load();
        Console.WriteLine($"torch loaded, {get_num_threads()} threads, AVX-512: {Avx512BW.IsSupported}");
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            var a = randn(size, size).to(type);
            var b = randn(size, size).to(type);
            a.matmul(b).Dispose();
            var watch = Stopwatch.StartNew();
            var rounds = 0;
            for (; watch.ElapsedMilliseconds < 500; rounds++)
            {
                cancel.ThrowIfCancellationRequested();
                a.matmul(b).Dispose();
            }
            Console.WriteLine($"{type,-9} {2.0 * size * size * size * rounds / watch.Elapsed.TotalSeconds / 1e9:F0} GFLOP/s");
        }
    }
}
