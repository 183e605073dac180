using System.Diagnostics;
using MuseSpark.Inference.Text;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>One of our models at work, and what it cost.</summary>
internal sealed class OwnTexts(OnnxTextModel model) : IDisposable
{
    public readonly record struct Cost(string Text, int Tokens, double FirstMs, double Rate, double BytesPerToken, double OutsideShare);

    /// <param name="count">Tokens; the text has no end of its own.</param>
    public static TextRequest Request(string prompt, int count, string kind = "story") =>
        new() { Kind = kind, Prompt = prompt, Seed = 1, Lookup = false, Options = new TextOptions { Temperature = 0, MaxTokens = count, RepetitionPenalty = 1 } };

    public async Task<Cost> WriteAsync(TextRequest request)
    {
        var text = new System.Text.StringBuilder();
        var start = Stopwatch.GetTimestamp();
        (long Time, long Bytes, int Count, double Inside) first = default, last = default;
        var inside = RunClock.Milliseconds;
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None))
        {
            text.Append(piece.Text);
            last = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), piece.TokenCount, RunClock.Milliseconds);
            if (first.Count == 0) first = last;
        }
        var (count, milliseconds) = (last.Count - first.Count, Stopwatch.GetElapsedTime(first.Time, last.Time).TotalMilliseconds);
        return new Cost(
            text.ToString(), last.Count, Stopwatch.GetElapsedTime(start, first.Time).TotalMilliseconds, 1000 * count / milliseconds, (double)(last.Bytes - first.Bytes) / Math.Max(count, 1), 100 * (1 - (last.Inside - first.Inside) / milliseconds));
    }

    public void Dispose() => model.Dispose();
}
