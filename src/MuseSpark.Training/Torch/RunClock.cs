using System.Diagnostics;

namespace MuseSpark.Training.Torch;

/// <summary>
/// Progress of a run that is given minutes instead of steps, since the speed of a shared machine is not known beforehand.
/// A resumed run starts at the progress it had, and the rest is spread over the minutes it is given now.
/// </summary>
public sealed class RunClock(double startProgress, double minutes)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public double Progress => startProgress + (1 - startProgress) * Math.Min(1, _watch.Elapsed.TotalMinutes / minutes);
    public bool Done => _watch.Elapsed.TotalMinutes >= minutes;
    public TimeSpan Elapsed => _watch.Elapsed;
    public TimeSpan Left => TimeSpan.FromMinutes(Math.Max(0, minutes - _watch.Elapsed.TotalMinutes));
}
