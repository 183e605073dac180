namespace MuseSpark.Inference.Installing;

public enum PullStage { Downloading, Checking }

/// <param name="Done">Bytes of <paramref name="Total"/> that are there.</param>
/// <param name="BytesPerSecond">Of the last seconds; null while nothing arrives.</param>
/// <param name="Left">How much longer it takes at this rate.</param>
public readonly record struct PullProgress(PullStage Stage, long Done, long Total, double? BytesPerSecond, TimeSpan? Left);
