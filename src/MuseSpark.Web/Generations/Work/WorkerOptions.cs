using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Configuration section "Workers".</summary>
public sealed class WorkerOptions
{
    /// <summary>How many texts are written at once. Those of one model are rows of one batch, so more of them take little longer.</summary>
    [Range(0, 64)]
    public int Text { get; init; } = 12;

    /// <summary>How many pictures are painted at once, those of stories included.</summary>
    [Range(0, 64)]
    public int Picture { get; init; } = 1;

    /// <summary>How many jobs of one workspace run at once in a pool.</summary>
    [Range(1, 64)]
    public int PerWorkspace { get; init; } = 8;

    /// <summary>How many jobs of one workspace may wait.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; init; } = 500;

    /// <summary>Whoever has waited this long goes first.</summary>
    public TimeSpan AgeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long a job belongs to a worker that has not been heard of.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A job that has brought the server down this often is not tried again.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 3;
}
