using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Credentials;

/// <summary>An ingredient assertion as read, of any version.</summary>
/// <param name="ManifestUri">the manifest that the ingredient came with</param>
/// <param name="Recorded">what the signer found wrong with it or right: codes and addresses; null when nothing is recorded</param>
internal sealed record StoredIngredient(
    int Version,
    string Relationship,
    string? Title,
    string? Format,
    string? InstanceId,
    HashedUri? ManifestUri,
    HashedUri? SignatureUri,
    string? DigitalSourceType,
    IReadOnlyList<(string Code, string Url)>? Recorded)
{
    /// <summary>Null when it can't be read.</summary>
    public static StoredIngredient? Read(StoredAssertion assertion)
    {
        if (assertion.Cbor is not { } map || map.Text("relationship") is not { } relationship) return null;
        var version = assertion.Version("c2pa.ingredient");
        return new StoredIngredient(
            version,
            relationship,
            map.Text("dc:title"),
            map.Text("dc:format"),
            map.Text("instanceID"),
            HashedUri.Read(map["activeManifest"]) ?? HashedUri.Read(map["c2pa_manifest"]),
            HashedUri.Read(map["claimSignature"]),
            map.Text("digitalSourceType"),
            map.Map("validationResults") is { } results ? Results(results) : map.List("validationStatus") is { } old ? [.. Codes(old)] : null);
    }

    private static List<(string, string)> Results(CborMap results)
    {
        var codes = new List<(string, string)>();
        Collect(results.Map("activeManifest"));
        foreach (var delta in (results.List("ingredientDeltas") ?? []).OfType<CborMap>()) Collect(delta.Map("validationDeltas"));
        return codes;

        void Collect(CborMap? groups)
        {
            foreach (var group in new[] { "success", "informational", "failure" }) codes.AddRange(Codes(groups?.List(group)));
        }
    }

    private static IEnumerable<(string, string)> Codes(IReadOnlyList<object?>? list) =>
        from item in (list ?? []).OfType<CborMap>()
        let code = item.Text("code")
        where code is not null
        select (code, item.Text("url") ?? "");
}
