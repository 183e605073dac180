using MuseSpark.Client.Outputs;

namespace MuseSpark.Web.Provenance;

/// <summary>How an output was made. Written once, with the output.</summary>
public sealed class ProvenanceRecord
{
    public Guid OutputId { get; init; }
    public Guid WorkspaceId { get; init; }
    public required ProvenanceView Document { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>URN of the Content Credentials, by which others find them.</summary>
    public string? Manifest { get; init; }

    /// <summary>What the picture's watermark says, 40 bits.</summary>
    public long? MarkId { get; init; }

    /// <summary>The manifest store that stands beside a text; a picture carries its own.</summary>
    public byte[]? Credentials { get; init; }
}
