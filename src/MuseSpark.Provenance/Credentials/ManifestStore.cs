using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>The manifests of a store in their order; the last is that of the file (C2PA 11.1.4).</summary>
internal sealed class ManifestStore
{
    private readonly Dictionary<string, Manifest> byLabel;
    private readonly List<StoredAssertion> timestamps;

    private ManifestStore(IReadOnlyList<Manifest> manifests)
    {
        Manifests = manifests;
        byLabel = manifests.ToDictionary(manifest => manifest.Label);
        timestamps = [.. manifests.SelectMany(manifest => manifest.OfKind("c2pa.time-stamp"))];
        Ingredients = new IngredientGraph(manifests);
        Redacted = Redaction.Of(this).ToHashSet();
        RedactedManifests = Redacted.Select(place => place.Manifest).ToHashSet();
    }

    public IReadOnlyList<Manifest> Manifests { get; }

    public Manifest Active => Manifests[^1];

    public IngredientGraph Ingredients { get; }

    /// <summary>Assertions that later manifests took back.</summary>
    public IReadOnlySet<(string Manifest, string Label)> Redacted { get; }

    public IReadOnlySet<string> RedactedManifests { get; }

    public Manifest? Find(string? label) => label is null ? null : byLabel.GetValueOrDefault(label);

    /// <summary>Time-stamps (DER) that later manifests bring for the signature of a manifest (C2PA 18.17).</summary>
    public IEnumerable<ReadOnlyMemory<byte>> TimestampsOf(Manifest manifest) =>
        from assertion in timestamps
        let token = assertion.Cbor?.Bytes(manifest.Label)
        where token is not null
        select token.Value;

    /// <summary>Null, and a failure in the log, when the bytes are no store that can be judged.</summary>
    public static ManifestStore? Read(ReadOnlyMemory<byte> bytes, ReadLimits limits, FindingLog log)
    {
        if (bytes.Length > limits.StoreBytes)
            return Fail(log, "general.error", "", $"The manifest store is larger than {limits.StoreBytes} bytes.");
        if (JumbfReader.Read(bytes, out var fault) is not { } root) return Fail(log, "general.error", "", fault!);
        if (root.Type != BoxTypes.Store) return Fail(log, "general.error", "", "The box is no manifest store.");

        // Boxes of other types are for later versions, to be passed over.
        var boxes = new CompressedManifests(limits.StoreBytes).Unpack(root.Children).Where(IsManifest).ToList();
        if (boxes.Count == 0) return Fail(log, "claim.missing", "", "The manifest store is empty.");
        if (boxes.Count > limits.Manifests) return Fail(log, "general.error", "", $"There are more than {limits.Manifests} manifests.");

        var manifests = new List<Manifest>();
        foreach (var box in boxes)
        {
            if (manifests.Exists(manifest => manifest.Label == box.Label))
                return Fail(log, "general.error", JumbfUri.Of(box.Label), "Two manifests have one name.");
            if (ReadManifest(box, limits, log) is not { } manifest) return null;
            manifests.Add(manifest);
        }
        return new ManifestStore(manifests);
    }

    public static bool IsManifest(Superbox box) =>
        box.Type == BoxTypes.Manifest || box.Type == BoxTypes.UpdateManifest || box.Type == BoxTypes.DerivedManifest;

    private static Manifest? ReadManifest(Superbox box, ReadLimits limits, FindingLog log)
    {
        var url = JumbfUri.Of(box.Label);
        var claims = box.Children.Where(child => child.Type == BoxTypes.Claim).ToList();
        if (claims.Count == 0) return FailManifest(log, "claim.missing", url, "The manifest has no claim.");
        if (claims.Count > 1) return FailManifest(log, "claim.multiple", url, "The manifest has more than one claim.");
        var version = claims[0].Label switch { "c2pa.claim" => 1, "c2pa.claim.v2" => 2, _ => 0 };
        if (version == 0) return FailManifest(log, "claim.malformed", url, "The claim is of a version that is not known here.");
        if (claims[0].Data("cbor") is not { } claimBytes)
            return claims[0].Data("json") is null
                ? FailManifest(log, "claim.malformed", url, "The claim is empty.")
                : FailManifest(log, "com.adobe.prerelease", url, "The credentials are in a form from before the first version of the standard.");
        if (!log.TryRead(claimBytes, out var value)) return FailManifest(log, "claim.cbor.invalid", url, "The claim is no valid CBOR.");
        if (value is not CborMap map || Claim.Read(map, version) is not { } claim)
            return FailManifest(log, "claim.malformed", url, "The claim lacks something that must be in it.");
        if (claim.Created.Count + claim.Gathered.Count > limits.Assertions || claim.Redacted.Count > limits.Assertions)
            return FailManifest(log, "general.error", url, $"The claim names more than {limits.Assertions} assertions.");
        if (claim.Algorithm is null) return FailManifest(log, "algorithm.unsupported", url, "The claim names no hash algorithm.");

        if (box.Child(BoxTypes.Signature) is not { } signature || signature.Data("cbor") is not { } signatureBytes)
            return FailManifest(log, "claimSignature.missing", url, "The manifest has no signature.");
        if (box.Child(BoxTypes.AssertionStore) is not { } assertions)
            return FailManifest(log, "claim.malformed", url, "The manifest has no assertions.");
        if (assertions.Children.Count > limits.Assertions)
            return FailManifest(log, "general.error", url, $"There are more than {limits.Assertions} assertions.");
        return new Manifest(box, claim, claimBytes, signature, signatureBytes, [.. assertions.Children.Select(child => new StoredAssertion(child, log))]);
    }

    private static ManifestStore? Fail(FindingLog log, string code, string url, string explanation)
    {
        log.Failure(code, url, explanation);
        return null;
    }

    private static Manifest? FailManifest(FindingLog log, string code, string url, string explanation)
    {
        log.Failure(code, url, explanation);
        return null;
    }
}
