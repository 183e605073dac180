namespace MuseSpark.Web.Provenance.Exports;

/// <summary>A copy of an output that left, so that it is known again by its bytes.</summary>
public sealed class Export
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid OutputId { get; init; }

    /// <summary>Who took it.</summary>
    public Guid UserId { get; init; }

    /// <summary>How much it tells: one of <see cref="MuseSpark.Client.Outputs.ExportLevels"/>.</summary>
    public required string Level { get; init; }

    /// <summary>SHA-256 of what was handed out, lower-case hex.</summary>
    public required string Sha256 { get; init; }
    public DateTime At { get; init; }
}
