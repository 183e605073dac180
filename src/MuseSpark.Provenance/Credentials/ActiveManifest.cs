using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Takes a file's own manifest out of a store, for who wants no more.</summary>
public static class ActiveManifest
{
    /// <summary>A store that holds the last manifest alone, unchanged: what it says of ingredients' manifests then leads nowhere.</summary>
    /// <returns>Null when the bytes are no store with a manifest.</returns>
    public static byte[]? Alone(ReadOnlyMemory<byte> store)
    {
        if (JumbfReader.Read(store, out _) is not { } root || root.Type != BoxTypes.Store) return null;
        var active = root.Children.LastOrDefault(box => ManifestStore.IsManifest(box) || box.Type == BoxTypes.CompressedManifest);
        return active is null ? null : JumbfWriter.Superbox(BoxTypes.Store, root.Label, active.Whole);
    }
}
