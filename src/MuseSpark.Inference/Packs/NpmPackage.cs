namespace MuseSpark.Inference.Packs;

/// <summary>One version of a package as it is known here: whatever else a registry sends under its name is not used.</summary>
/// <param name="Integrity">As npm writes it: "sha512-" and base64.</param>
/// <param name="Bytes">Size of the archive.</param>
public sealed record NpmPackage(string Name, string Version, string Integrity, long Bytes)
{
    /// <summary>The archive's address below the registry's.</summary>
    public string Address => $"{Name}/-/{Name[(Name.LastIndexOf('/') + 1)..]}-{Version}.tgz";

    public override string ToString() => $"{Name} {Version}";
}
