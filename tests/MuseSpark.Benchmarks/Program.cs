using MuseSpark.Benchmarks;
using MuseSpark.Benchmarks.Marks;
using MuseSpark.Benchmarks.Peers;
using MuseSpark.Benchmarks.Review;
using MuseSpark.Benchmarks.Texts;
using MuseSpark.Benchmarks.Verify;

var commands = new Dictionary<string, Func<string[], Task<int>>>
{
    ["marks"] = MarkReport.RunAsync,
    ["mark-chance"] = MarkChance.RunAsync,
    ["mark-latents"] = MarkLatents.RunAsync,
    ["mark-pictures"] = MarkPictures.RunAsync,
    ["mark-text"] = MarkText.RunAsync,
    ["mark-variety"] = MarkVariety.RunAsync,
    ["paint"] = Paint.RunAsync,
    ["--peers"] = PeerReport.RunAsync,
    ["picture"] = PictureBenchmark.RunAsync,
    ["review-queue"] = ReviewQueue.RunAsync,
    ["sign"] = SignPictures.RunAsync,
    ["speed-page"] = SpeedPage.RunAsync,
    ["text"] = TextBenchmark.RunAsync,
    ["text-speed"] = TextSpeed.RunAsync,
    ["verify-scale"] = VerifyScale.RunAsync,
    ["web"] = WebBenchmark.RunAsync,
};

if (args.Length > 0 && commands.TryGetValue(args[0], out var run))
    return await run(args[1..]);

Console.Error.WriteLine($"Say what to measure: {string.Join(", ", commands.Keys)}.");
return 2;
