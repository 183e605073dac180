using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Writes ingredient assertions (C2PA 18.14) and collects the manifests that they came with.</summary>
internal sealed class IngredientWriter(TrustList trust, DateTimeOffset at)
{
    private const int MaxFindings = 5000;

    // The new manifest has to fit as well.
    private static readonly int MaxManifests = ReadLimits.Default.Manifests - 8, MaxBytes = ReadLimits.Default.StoreBytes / 2;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> manifests = [];
    private readonly List<ReadOnlyMemory<byte>> order = [];

    /// <summary>Manifest boxes to stand in the store before the new one.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Manifests => order;

    /// <param name="add">adds an assertion to the manifest and tells its address</param>
    public Assertion Write(Ingredient ingredient, Func<Assertion, HashedUri> add)
    {
        var report = ingredient.File is not { } file ? null
            : ingredient.Store is { } store ? CredentialReader.ReadSidecar(store, file, trust, at) : CredentialReader.Read(file, trust, at);
        var active = report is { Active: not null, Findings.Count: <= MaxFindings } ? Copy(report.Store) : null;
        return Assertion.Cbor("c2pa.ingredient.v3", new CborMap
        {
            ["relationship"] = ingredient.Relationship,
            ["dc:title"] = ingredient.Title,
            ["dc:format"] = ingredient.Format,
            ["instanceID"] = ingredient.InstanceId,
            ["description"] = ingredient.Description,
            ["digitalSourceType"] = active is null ? ingredient.DigitalSourceType : null,
            ["thumbnail"] = ingredient.Thumbnail is { } picture
                ? add(Assertion.File("c2pa.thumbnail.ingredient", picture.MediaType, picture.Bytes)).ToCbor()
                : null,
            ["data"] = ingredient.Data is { } data ? add(Assertion.File("c2pa.embedded-data", data.MediaType, data.Bytes)).ToCbor() : null,
            ["activeManifest"] = active is null ? null : Uri(JumbfUri.Of(active.Label), active),
            ["claimSignature"] = active is null ? null : Uri(JumbfUri.Signature(active.Label), active.Child(BoxTypes.Signature)!),
            ["validationResults"] = active is null ? null : Results(report!.Findings),
        });
    }

    // Tells the last. Two manifests of one name and different content can't stand in one store, nor more than a reader takes: then the
    // ingredient stays without.
    private Superbox? Copy(ReadOnlyMemory<byte> store)
    {
        var all = new CompressedManifests(ReadLimits.Default.StoreBytes).Unpack(JumbfReader.Read(store, out _)!.Children);
        var boxes = all.Where(ManifestStore.IsManifest).ToList();
        if (manifests.Count + boxes.Count > MaxManifests || manifests.Values.Sum(box => (long)box.Length) + store.Length > MaxBytes)
            return null;
        if (boxes.Exists(box => manifests.TryGetValue(box.Label, out var known) && !known.Span.SequenceEqual(box.Whole.Span))) return null;
        foreach (var box in boxes)
            if (manifests.TryAdd(box.Label, box.Whole)) order.Add(box.Whole);
        return boxes[^1];
    }

    private static CborMap Uri(string url, Superbox box) => new HashedUri(url, null, SHA256.HashData(box.Content.Span)).ToCbor();

    // What was found, for the file's own manifest and for each ingredient below it (C2PA 15.2.2).
    private static CborMap Results(IReadOnlyList<Finding> findings)
    {
        var deltas = findings.Where(finding => finding.Ingredient is not null).GroupBy(finding => finding.Ingredient!)
            .Select(group => (object?)new CborMap { ["ingredientAssertionURI"] = group.Key, ["validationDeltas"] = Codes(group) }).ToList();
        return new CborMap { ["activeManifest"] = Codes(findings.Where(finding => finding.Ingredient is null)), ["ingredientDeltas"] = deltas };
    }

    private static CborMap Codes(IEnumerable<Finding> findings)
    {
        var groups = findings.ToLookup(finding => finding.Kind);
        return new CborMap { ["success"] = List(FindingKind.Success), ["informational"] = List(FindingKind.Information), ["failure"] = List(FindingKind.Failure) };

        List<object?> List(FindingKind kind) =>
            [.. groups[kind].Select(finding => new CborMap { ["code"] = finding.Code, ["url"] = finding.Url, ["explanation"] = finding.Explanation })];
    }
}
