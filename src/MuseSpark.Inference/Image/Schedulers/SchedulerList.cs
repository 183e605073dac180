namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Every scheduler by the name people choose it with.</summary>
public static class SchedulerList
{
    public static IReadOnlyList<string> Names { get; } = ["DDIM", "Euler", "DPM++ 2M", "LCM", "FlowMatchEuler"];
}
