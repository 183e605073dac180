namespace MuseSpark.Web.Generations;

/// <summary>One entry of a generation's append-only log.</summary>
public sealed class GenerationEvent
{
    public Guid WorkspaceId { get; init; }
    public Guid GenerationId { get; init; }

    /// <summary>1, 2, 3... within the generation.</summary>
    public long Seq { get; init; }
    public required string Type { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Data { get; init; }
    public DateTime At { get; init; }
}
