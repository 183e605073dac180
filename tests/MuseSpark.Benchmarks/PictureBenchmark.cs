using System.Diagnostics;
using System.Diagnostics.Metrics;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Benchmarks;

/// <summary>A picture model alone: seconds a picture, milliseconds a step, and what is spent outside ONNX Runtime.</summary>
internal static class PictureBenchmark
{
    private const int Rounds = 7;

    /// <param name="args">The model folder, then how many steps and how many threads, if not the defaults.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 3)
        {
            Console.Error.WriteLine("Say: picture <model folder> [steps] [threads], for instance: picture models/spark-picture 16 2");
            return 2;
        }
        var manifest = ModelManifest.Read(args[0]);
        int? steps = args.Length > 1 ? int.Parse(args[1]) : null;
        var options = new OnnxOptions { Threads = args.Length > 2 ? int.Parse(args[2]) : 0 };

        var insideRun = 0.0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "onnx.run.duration")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, milliseconds, _, _) => insideRun += milliseconds / 1000);
        listener.Start();

        var start = Stopwatch.GetTimestamp();
        using var model = PipelineList.Load(args[0], manifest, options);
        Console.WriteLine($"{manifest.Name} on {options.Provider}, ONNX Runtime {OnnxSession.RuntimeVersion}, {Environment.ProcessorCount} cores");
        Console.WriteLine($"load                  {Stopwatch.GetElapsedTime(start).TotalSeconds,9:F3} s");

        List<double> pictures = [], perStep = [], outside = [], bytes = [];
        for (var round = 0; round < Rounds; round++)
        {
            var request = new ImageRequest { Prompt = "a red fox leading a small rabbit through deep snow", Seed = (ulong)round, Steps = steps };
            (insideRun, var allocated) = (0, GC.GetTotalAllocatedBytes(precise: true));
            start = Stopwatch.GetTimestamp();
            var last = start;
            long afterFirst = 0, afterLast = 0;
            await foreach (var progress in model.GenerateAsync(request, default))
            {
                if (progress is not ImageStep step)
                    continue;
                // The first step also waits for the words.
                if (step.Index > 1)
                    perStep.Add(Stopwatch.GetElapsedTime(last).TotalMilliseconds);
                last = Stopwatch.GetTimestamp();
                afterLast = GC.GetTotalAllocatedBytes(precise: true);
                if (step.Index == 1)
                    afterFirst = afterLast;
                if (step.Index == step.Total && step.Total > 1)
                    bytes.Add((double)(afterLast - afterFirst) / (step.Total - 1));
            }
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine($"picture {round + 1}             {seconds,9:F3} s   {(GC.GetTotalAllocatedBytes() - allocated) / 1024,6} KB managed");
            pictures.Add(seconds);
            outside.Add(100 * (1 - insideRun / seconds));
        }
        Console.WriteLine($"median picture        {Median(pictures[1..]),9:F3} s   goal at most 8 s");
        Console.WriteLine($"median step           {Median(perStep),9:F1} ms");
        Console.WriteLine($"outside ONNX Run      {Median(outside[1..]),9:F2} %   goal at most 10 %");
        Console.WriteLine($"managed a step        {Median(bytes),9:F0} bytes, previews included");
        Console.WriteLine($"peak memory           {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576,9} MB");
        return 0;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
