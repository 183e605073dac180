using System.Security.Cryptography;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Credentials;

/// <summary>A file of a format that can't carry a store, bound by a sidecar: its bytes are hashed as they are.</summary>
internal sealed class AnyFile : IContainer
{
    public string Name => "file";

    public IReadOnlyList<string> MediaTypes { get; } = ["application/octet-stream"];

    public bool Recognises(ReadOnlySpan<byte> file) => true;

    public FoundStore? Find(ReadOnlyMemory<byte> file) => null;

    public byte[] Remove(ReadOnlyMemory<byte> file) => file.ToArray();

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store) => throw Unable();

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store) => throw Unable();

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);

    internal static ContainerException Unable() =>
        new("general.error", "A file of this format can't carry credentials: keep them beside it, in a .c2pa file.");
}
