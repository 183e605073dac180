namespace MuseSpark.Web.Outputs;

/// <summary>Something a generation made: a text kept in the row, or a picture kept as a blob.</summary>
public sealed class Output
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid GenerationId { get; init; }

    /// <summary>Position within the generation, from 0.</summary>
    public int Ordinal { get; init; }

    /// <value>"text", "picture" or "mask".</value>
    public required string Kind { get; init; }
    public required string MediaType { get; init; }
    public string? Text { get; init; }

    /// <summary>SHA-256 of the bytes (UTF-8 for text), lower-case hex; names the blob.</summary>
    public required string Sha256 { get; init; }
    public long Size { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>From whom a review keeps it. Queries leave out what is withheld unless they ask for <see cref="Data.MuseSparkDb.AllOutputs"/>.</summary>
    public Withheld Withheld { get; set; }
}

/// <summary>Author and reviewers see what is kept from others, only reviewers what is kept from all.</summary>
public enum Withheld { No, FromOthers, FromAll }
