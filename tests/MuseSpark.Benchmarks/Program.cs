using MuseSpark.Benchmarks;

var commands = new Dictionary<string, Func<string[], Task<int>>>
{
    ["picture"] = PictureBenchmark.RunAsync,
    ["text"] = TextBenchmark.RunAsync,
    ["web"] = WebBenchmark.RunAsync,
};

if (args.Length > 0 && commands.TryGetValue(args[0], out var run))
    return await run(args[1..]);

Console.Error.WriteLine($"Say what to measure: {string.Join(", ", commands.Keys)}.");
return 2;
