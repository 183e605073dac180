using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// A <c>.c2pa</c> file: the store itself, for an asset that lies elsewhere (C2PA 11.4). What it binds is hashed with the asset's
/// own container and no exclusion.
/// </summary>
public sealed class SidecarContainer : IContainer
{
    public string Name => "c2pa";

    public IReadOnlyList<string> MediaTypes { get; } = ["application/c2pa", "application/x-c2pa-manifest-store"];

    /// <summary>A JUMBF superbox whose description begins with the type "c2pa".</summary>
    public bool Recognises(ReadOnlySpan<byte> file) =>
        file.Length >= 20 && file[4..8].SequenceEqual("jumb"u8) && file[12..20].SequenceEqual("jumdc2pa"u8);

    public FoundStore? Find(ReadOnlyMemory<byte> file) =>
        Recognises(file.Span) ? new FoundStore(file, new ByteRange(0, file.Length)) : null;

    /// <summary>Nothing is left.</summary>
    public byte[] Remove(ReadOnlyMemory<byte> file) => Splice.Without(file, Find(file));

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store) =>
        bare.IsEmpty ? new ByteRange(0, store.Length) : throw ContainerException.Broken("A sidecar holds a manifest store and nothing else.");

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        _ = Plan(bare, store);
        return store.ToArray();
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);
}
