using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Assertions that a claim takes back (C2PA 6.8). A claim can take them back only out of the manifests that it is made from: else anybody
/// who adds a manifest could keep the other assertions of a file from being compared. Actions and the binding to the file stay for ever.
/// </summary>
internal static class Redaction
{
    private const string Folder = "c2pa.assertions";

    /// <summary>Those that hold: by the active manifest, and by what it is made from.</summary>
    public static IEnumerable<(string Manifest, string Label)> Of(ManifestStore store) =>
        from manifest in store.Manifests
        where manifest == store.Active || store.Ingredients.IsAbove(store.Active.Label, manifest.Label)
        from url in manifest.Claim.Redacted
        let uri = JumbfUri.Parse(url)
        where uri is { Manifest: { } other, Folder: Folder, Name: var name }
            && !IsActions(name)
            && !IsBinding(name)
            && store.Ingredients.IsAbove(manifest.Label, other)
        select (uri.Value.Manifest!, uri.Value.Name);

    public static bool IsActions(string label) => label.StartsWith("c2pa.actions", StringComparison.Ordinal);

    public static bool IsBinding(string label) => label.StartsWith("c2pa.hash.", StringComparison.Ordinal);

    /// <summary>A redacted assertion is gone, or its box is there with nothing but zeros.</summary>
    public static bool IsBlank(StoredAssertion assertion) => assertion.Box.Children.Count == 0 && assertion.Box.Contents.All(content =>
        !(content.Type == "uuid" && content.Payload.Length >= 16 ? content.Payload.Span[16..] : content.Payload.Span).ContainsAnyExcept((byte)0));
}
