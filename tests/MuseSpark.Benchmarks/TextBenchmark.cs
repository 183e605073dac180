using System.Diagnostics;
using System.Diagnostics.Metrics;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;

namespace MuseSpark.Benchmarks;

/// <summary>A text model alone: tokens a second, the time to the first token, and what is spent outside ONNX Runtime.</summary>
internal static class TextBenchmark
{
    private const int Rounds = 7;

    /// <param name="args">The model folder, then how many tokens a text and how many threads, if not the defaults.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 3)
        {
            Console.Error.WriteLine("Say: text <model folder> [tokens] [threads], for instance: text models/spark-text 300 2");
            return 2;
        }
        var manifest = ModelManifest.Read(args[0]);
        var tokens = args.Length > 1 ? int.Parse(args[1]) : 300;
        var options = new OnnxOptions { Threads = args.Length > 2 ? int.Parse(args[2]) : 0 };

        var insideRun = 0.0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "onnx.run.duration") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, milliseconds, _, _) => insideRun += milliseconds);
        listener.Start();

        var start = Stopwatch.GetTimestamp();
        using var model = OnnxTextModel.Open(args[0], manifest, options);
        Console.WriteLine($"{manifest.Name} on {options.Provider}, ONNX Runtime {OnnxSession.RuntimeVersion}, {Environment.ProcessorCount} cores");
        Console.WriteLine($"load                  {Stopwatch.GetElapsedTime(start).TotalMilliseconds,9:F0} ms");

        List<double> first = [], speed = [], outside = [], bytes = [];
        for (var round = 0; round < Rounds; round++)
        {
            var request = new TextRequest
            {
                Kind = manifest.Kinds[0],
                Prompt = "a brave fox finds a lantern in a snowy forest",
                Seed = (ulong)round,
                Options = new TextOptions { MaxTokens = tokens, Openings = 1 },
            };
            (long Time, long Bytes, int Count, double Inside) atFirst = default;
            var last = atFirst;
            insideRun = 0;
            start = Stopwatch.GetTimestamp();
            await foreach (var piece in model.GenerateAsync(request, CancellationToken.None))
            {
                last = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true), piece.TokenCount, insideRun);
                if (atFirst.Count == 0) atFirst = last;
            }
            first.Add(Stopwatch.GetElapsedTime(start, atFirst.Time).TotalMilliseconds);
            // The prompt and its first token apart: they cost once, not for each token.
            var milliseconds = Stopwatch.GetElapsedTime(atFirst.Time, last.Time).TotalMilliseconds;
            var count = last.Count - atFirst.Count;
            if (count < 20) continue;
            speed.Add(1000 * count / milliseconds);
            outside.Add(100 * (1 - (last.Inside - atFirst.Inside) / milliseconds));
            bytes.Add((double)(last.Bytes - atFirst.Bytes) / count);
            Console.WriteLine($"text {round + 1}                {speed[^1],9:F0} tokens/s   {last.Count,5} tokens");
        }
        Console.WriteLine($"median speed          {Median(speed[1..]),9:F0} tokens/s   goal at least 100");
        Console.WriteLine($"median first token    {Median(first[1..]),9:F1} ms   goal at most 150 ms");
        Console.WriteLine($"outside ONNX Run      {Median(outside[1..]),9:F2} %   goal at most 10 %");
        Console.WriteLine($"managed a token       {Median(bytes[1..]),9:F0} bytes   goal at most 200, the text itself included");
        Console.WriteLine($"peak memory           {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576,9} MB");
        return 0;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
