using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Credentials;

/// <summary>How far the credentials of a file can be relied on, the worst first.</summary>
public enum CredentialState
{
    /// <summary>There are no credentials; that says nothing about where the file comes from.</summary>
    None,

    /// <summary>Something is wrong: the file or its credentials were changed, or were never right.</summary>
    Invalid,

    /// <summary>Nothing is wrong, but something that matters could not be checked here.</summary>
    WellFormed,

    /// <summary>File and credentials are as they were signed; the signer is on no list of trust.</summary>
    Valid,

    /// <summary>Valid, and the signer is trusted.</summary>
    Trusted,
}

/// <summary>What the credentials of a file say, and whether that is to be believed.</summary>
/// <param name="Manifests">every manifest of the store; the last is that of the file, the others are those of its ingredients</param>
/// <param name="Findings">every step of the validation, in the order of C2PA 15</param>
/// <param name="Store">the manifest store; empty when there is none</param>
public sealed record CredentialReport(
    CredentialState State,
    IReadOnlyList<ManifestView> Manifests,
    IReadOnlyList<Finding> Findings,
    ReadOnlyMemory<byte> Store)
{
    /// <summary>The file's own manifest; null when there is none that can be read.</summary>
    public ManifestView? Active => Manifests.Count > 0 ? Manifests[^1] : null;

    public IEnumerable<Finding> Failures => Findings.Where(finding => finding.Kind == FindingKind.Failure);
}

/// <summary>A manifest for display.</summary>
/// <param name="Label">its URN</param>
/// <param name="Format">a media type; claims of version 2 may leave it out</param>
/// <param name="Signer">null when the signature could not be read</param>
/// <param name="Assertions">all of them, in their order</param>
public sealed record ManifestView(
    string Label,
    int ClaimVersion,
    bool IsUpdate,
    string InstanceId,
    string? Title,
    string? Format,
    IReadOnlyList<Software> Generators,
    Signer? Signer,
    IReadOnlyList<ActionView> Actions,
    IReadOnlyList<IngredientView> Ingredients,
    IReadOnlyList<AssertionView> Assertions);

/// <param name="Url">its address in the store</param>
/// <param name="Created">the signer vouches for it; else it is passed on</param>
/// <param name="Cbor">the content, when it is a CBOR map</param>
/// <param name="JsonText">the content, when it is JSON: UTF-8 as written by others, not checked</param>
/// <param name="File">media type and bytes, when it is an embedded file</param>
public sealed record AssertionView(
    string Label,
    string Url,
    bool Created,
    CborMap? Cbor,
    ReadOnlyMemory<byte>? JsonText,
    (string MediaType, ReadOnlyMemory<byte> Bytes)? File);

/// <param name="When">as written, RFC 3339</param>
public sealed record ActionView(string Name, string? When, string? SoftwareAgent, string? DigitalSourceType, string? Description);

/// <param name="Relationship">parentOf, componentOf or inputTo</param>
/// <param name="Manifest">the label of the manifest it came with; null when it had none</param>
public sealed record IngredientView(string Relationship, string? Title, string? Format, string? InstanceId, string? Manifest);
