using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>PNG: one caBX chunk right after IHDR (C2PA A.3.2).</summary>
public sealed class PngContainer : IContainer
{
    private const int SignatureLength = 8, ChunkOverhead = 12, IhdrEnd = 33;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public string Name => "png";

    public IReadOnlyList<string> MediaTypes { get; } = ["image/png"];

    public bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public FoundStore? Find(ReadOnlyMemory<byte> file)
    {
        FoundStore? found = null;
        var position = SignatureLength;
        while (file.Length - position >= ChunkOverhead)
        {
            var header = file.Span.Slice(position, 8);
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (length > file.Length - position - ChunkOverhead) break;
            if (header[4..].SequenceEqual("caBX"u8))
            {
                if (found is not null) throw new ContainerException("manifest.multipleStores", "The picture carries two manifest stores; which one counts can't be told.");
                found = new FoundStore(file.Slice(position + 8, (int)length), new ByteRange(position, length + ChunkOverhead));
            }
            if (header[4..].SequenceEqual("IEND"u8)) break;
            position += (int)length + ChunkOverhead;
        }
        return found;
    }

    public byte[] Remove(ReadOnlyMemory<byte> file) =>
        Find(file) is { Place: var place } ? [.. file.Span[..(int)place.Start], .. file.Span[(int)place.End..]] : file.ToArray();

    public ByteRange Plan(ReadOnlySpan<byte> bare, int storeLength)
    {
        if (bare.Length < IhdrEnd || !bare[12..16].SequenceEqual("IHDR"u8))
            throw new ContainerException("general.error", "The PNG file does not begin with its header.");
        return new ByteRange(IhdrEnd, storeLength + ChunkOverhead);
    }

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var place = Plan(bare, store.Length);
        var result = new byte[bare.Length + place.Length];
        bare[..IhdrEnd].CopyTo(result);
        var chunk = result.AsSpan(IhdrEnd, (int)place.Length);
        BinaryPrimitives.WriteInt32BigEndian(chunk, store.Length);
        "caBX"u8.CopyTo(chunk[4..]);
        store.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32.HashToUInt32(chunk[4..^4]));
        bare[IhdrEnd..].CopyTo(result.AsSpan((int)place.End));
        return result;
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);
}
