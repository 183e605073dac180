namespace MuseSpark.Provenance.Jumbf;

/// <summary>Addresses inside of a manifest store: "self#jumbf=" + a path (C2PA 8.2).</summary>
/// <param name="Manifest">the label of the manifest, or null when the address is relative to the manifest it stands in</param>
/// <param name="Folder">"c2pa.assertions", "c2pa.databoxes", ... or empty</param>
/// <param name="Name">the last part, for instance "c2pa.actions.v2__1", or empty</param>
public readonly record struct JumbfUri(string? Manifest, string Folder, string Name)
{
    private const string Scheme = "self#jumbf=";

    public static string Assertion(string manifest, string label) => $"{Scheme}/c2pa/{manifest}/c2pa.assertions/{label}";

    public static string Of(string manifest) => $"{Scheme}/c2pa/{manifest}";

    public static string Claim(string manifest, int version) => $"{Of(manifest)}/{(version == 1 ? "c2pa.claim" : "c2pa.claim.v2")}";

    public static string Signature(string manifest) => $"{Of(manifest)}/c2pa.signature";

    public static string Relative(string label) => $"{Scheme}c2pa.assertions/{label}";

    public static JumbfUri? Parse(string? url)
    {
        if (url is null || !url.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var path = url[Scheme.Length..];
        var parts = path.TrimStart('/').Split('/');
        var absolute = path.StartsWith('/') || parts is ["c2pa", _, ..];
        return absolute
            ? parts switch
            {
                ["c2pa", var manifest] => new JumbfUri(manifest, "", ""),
                ["c2pa", var manifest, var name] => new JumbfUri(manifest, "", name),
                ["c2pa", var manifest, var folder, var name] => new JumbfUri(manifest, folder, name),
                _ => null,
            }
            : parts switch
            {
                [var name] => new JumbfUri(null, "", name),
                [var folder, var name] => new JumbfUri(null, folder, name),
                _ => null,
            };
    }

    /// <summary>The address as seen from outside of the manifest it stands in.</summary>
    public static string Absolute(string manifest, string url) =>
        Parse(url) is { Manifest: null } uri ? $"{Of(manifest)}/{(uri.Folder == "" ? "" : uri.Folder + "/")}{uri.Name}" : url;
}
