namespace MuseSpark.Inference.Downloads;

/// <summary>How fast bytes arrive: the mean of the last ten seconds.</summary>
internal sealed class DownloadRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10), Step = TimeSpan.FromMilliseconds(250);

    private readonly Queue<(long At, long Bytes)> _seen = [];
    private (long At, long Bytes)? _last;

    /// <param name="bytes">All that have arrived so far.</param>
    public void Add(long bytes)
    {
        var now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last.At, now) < Step) return;
        _last = (now, bytes);
        _seen.Enqueue((now, bytes));
        while (time.GetElapsedTime(_seen.Peek().At, now) > Window) _seen.Dequeue();
    }

    /// <summary>Bytes a second; null until there is something to go by.</summary>
    public double? BytesPerSecond =>
        _seen.TryPeek(out var first) && _last is { } last && time.GetElapsedTime(first.At, last.At).TotalSeconds is > 0.9 and var seconds && last.Bytes > first.Bytes
            ? (last.Bytes - first.Bytes) / seconds
            : null;
}
