namespace MuseSpark.Web.Provenance.Verify;

/// <summary>By what an output, or a passage of a text, is found again without its metadata and its mark.</summary>
public sealed class Fingerprint
{
    public Guid WorkspaceId { get; init; }
    public Guid OutputId { get; init; }

    /// <summary>0 for the whole, then the passages of a text.</summary>
    public int Ordinal { get; init; }

    /// <summary>Whether it is of a picture or of a text: the two are not comparable.</summary>
    public bool IsPicture { get; init; }

    /// <summary>SHA-256 of the normal text, lower-case hex; null for pictures.</summary>
    public string? Exact { get; init; }

    /// <summary>64 bits of which similar works have most in common.</summary>
    public long Similar { get; init; }

    // Its quarters, each an index entry.
    public int Band0 { get; init; }
    public int Band1 { get; init; }
    public int Band2 { get; init; }
    public int Band3 { get; init; }
}
