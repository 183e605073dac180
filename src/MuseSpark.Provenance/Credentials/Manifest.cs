using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>A manifest as read: one claim, its signature and its assertions.</summary>
internal sealed record Manifest(
    Superbox Box,
    Claim Claim,
    ReadOnlyMemory<byte> ClaimBytes,
    Superbox SignatureBox,
    ReadOnlyMemory<byte> SignatureBytes,
    IReadOnlyList<StoredAssertion> Assertions)
{
    public string Label => Box.Label;

    /// <summary>It changes what is said, not the asset, and so has no hard binding.</summary>
    public bool IsUpdate => Box.Type == BoxTypes.UpdateManifest;

    private readonly Dictionary<string, StoredAssertion> byLabel = Assertions.DistinctBy(assertion => assertion.Label).ToDictionary(assertion => assertion.Label);

    public StoredAssertion? Find(string label) => byLabel.GetValueOrDefault(label);

    public IEnumerable<StoredAssertion> OfKind(string kind) => Assertions.Where(assertion => assertion.Is(kind));

    public IEnumerable<StoredAssertion> Ingredients => OfKind("c2pa.ingredient");
}
