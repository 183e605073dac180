namespace MuseSpark.Provenance.Assertions;

/// <summary>Something that the asset was made from (C2PA 18.14).</summary>
/// <param name="Relationship">parentOf: the asset is an edit of it; componentOf: it is part of the asset; inputTo: it was an input, for
/// instance a prompt or a model</param>
public sealed record Ingredient(string Relationship)
{
    public const string ParentOf = "parentOf", ComponentOf = "componentOf", InputTo = "inputTo";

    public string? Title { get; init; }

    /// <summary>A media type.</summary>
    public string? Format { get; init; }

    public string? InstanceId { get; init; }

    public string? Description { get; init; }

    /// <summary>One of <see cref="DigitalSourceTypes"/>, for an ingredient without credentials.</summary>
    public string? DigitalSourceType { get; init; }

    /// <summary>The ingredient's file. When it carries credentials, valid or broken, they are copied and what was found wrong is
    /// recorded; not when they are more than readers take (16 MB or 248 manifests together), or contradict those of another
    /// ingredient.</summary>
    public ReadOnlyMemory<byte>? File { get; init; }

    /// <summary>The store beside the file (.c2pa), for a file that carries no credentials itself; without the file it is of no use.</summary>
    public ReadOnlyMemory<byte>? Store { get; init; }

    /// <summary>A small picture: media type and bytes.</summary>
    public (string MediaType, ReadOnlyMemory<byte> Bytes)? Thumbnail { get; init; }

    /// <summary>The ingredient itself, when it is to be inside of the manifest: media type and bytes.</summary>
    public (string MediaType, ReadOnlyMemory<byte> Bytes)? Data { get; init; }
}
