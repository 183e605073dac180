using MuseSpark.Client.Outputs;

namespace MuseSpark.Web.Provenance;

/// <summary>How an output was made. Written once, with the output.</summary>
public sealed class ProvenanceRecord
{
    public Guid OutputId { get; init; }
    public Guid WorkspaceId { get; init; }
    public required ProvenanceView Document { get; init; }
    public DateTime CreatedAt { get; init; }
}
