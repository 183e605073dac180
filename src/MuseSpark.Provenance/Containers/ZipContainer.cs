using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// EPUB and other formats that are ZIP archives: the store is the last file, <c>META-INF/content_credential.c2pa</c>, stored
/// (C2PA 2.4 section A.6). Its binding is not the hash of the bytes outside of it but <see cref="HashCollection"/>, taken with a
/// store of zeros in place: all that depends on the store's bytes is a checksum which the hash leaves out.
/// </summary>
public sealed class ZipContainer : IContainer
{
    private const int CrcOffset = 16, CrcLength = 4;

    // 1 January 1980, the first day that the format knows; a date of zero is no date, and the real one is in the claim.
    private const ushort FirstDay = 0x21;

    private const string StoreName = "META-INF/content_credential.c2pa";

    private static ReadOnlySpan<byte> StorePath => "META-INF/content_credential.c2pa"u8;

    public string Name => "zip";

    public IReadOnlyList<string> MediaTypes { get; } =
    [
        "application/epub+zip",
        "application/zip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
    ];

    public bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith("PK\x03\x04"u8);

    public FoundStore? Find(ReadOnlyMemory<byte> file)
    {
        var member = ZipDirectory.Read(file.Span).Members.FirstOrDefault(member => member.Name == StoreName);
        if (member is null) return null;
        if (member.Method != 0 || member.Flags != 0) throw ContainerException.Broken("The manifest store in the archive is compressed or encrypted.");
        return new FoundStore(file[member.DataStart..member.DataEnd], new ByteRange(member.Start, member.DataEnd - member.Start));
    }

    public byte[] Remove(ReadOnlyMemory<byte> file)
    {
        var directory = ZipDirectory.Read(file.Span);
        var store = directory.Members.FirstOrDefault(member => member.Name == StoreName);
        if (store is null) return file.ToArray();
        var splice = new Splice(file.Span);
        splice.Cut(store.Start, store.End - store.Start);
        splice.Cut(store.CentralStart, store.CentralLength);
        foreach (var later in directory.Members.Where(member => member.Start > store.Start))
            splice.Replace(later.CentralStart + 42, 4, U32(later.Start - (store.End - store.Start)));
        WriteEnd(splice, directory, -1, -store.CentralLength, directory.Start - (store.End - store.Start));
        return splice.ToArray();
    }

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var directory = ZipDirectory.Read(bare);
        if (!directory.Gapless) throw ContainerException.Broken("The archive holds bytes that belong to none of its files.");
        if (directory.Members.Count >= ushort.MaxValue - 1) throw ContainerException.Broken("The archive holds too many files.");
        return new ByteRange(directory.Start, ZipDirectory.LocalHead + StorePath.Length + store.Length);
    }

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var place = Plan(bare, store);
        var directory = ZipDirectory.Read(bare);

        var central = new byte[ZipDirectory.CentralHead + StorePath.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(central, ZipDirectory.CentralSignature);
        central[4] = central[6] = 10; // version 1.0 made it and can read it
        BinaryPrimitives.WriteUInt16LittleEndian(central.AsSpan(14), FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(central.AsSpan(CrcOffset), Crc32.HashToUInt32(store));
        BinaryPrimitives.WriteInt32LittleEndian(central.AsSpan(20), store.Length);
        BinaryPrimitives.WriteInt32LittleEndian(central.AsSpan(24), store.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(central.AsSpan(28), (ushort)StorePath.Length);
        BinaryPrimitives.WriteInt32LittleEndian(central.AsSpan(42), (int)place.Start);
        StorePath.CopyTo(central.AsSpan(ZipDirectory.CentralHead));

        // The local header says the same, from the version that can read it to the lengths of name and extra field.
        var local = new byte[place.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(local, ZipDirectory.LocalSignature);
        central.AsSpan(6, 26).CopyTo(local.AsSpan(4));
        StorePath.CopyTo(local.AsSpan(ZipDirectory.LocalHead));
        store.CopyTo(local.AsSpan(ZipDirectory.LocalHead + StorePath.Length));

        var splice = new Splice(bare);
        splice.Insert(directory.Start, local);
        splice.Insert(directory.End, central);
        WriteEnd(splice, directory, 1, central.Length, (int)place.End);
        return splice.ToArray();
    }

    /// <summary>Plain bytes outside of the exclusions; the binding that the standard asks of archives is <see cref="HashCollection"/>.</summary>
    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);

    /// <summary>The hashes of every file but the store, and of the central directory.</summary>
    /// <exception cref="ContainerException">The archive is broken, or holds bytes that none of these hashes would cover.</exception>
    public CollectionHashes HashCollection(ReadOnlySpan<byte> file, HashAlgorithmName algorithm)
    {
        var directory = ZipDirectory.Read(file);
        if (!directory.Gapless) throw ContainerException.Broken("The archive holds bytes that belong to none of its files.");
        var members = new List<CollectionMember>(directory.Members.Count);
        var checksum = directory.End;
        foreach (var member in directory.Members)
        {
            if (member.Name == StoreName) checksum = member.CentralStart + CrcOffset;
            else members.Add(new CollectionMember(member.Name, CryptographicOperations.HashData(algorithm, file[member.Start..member.End]), member.End - member.Start));
        }
        using var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(file[directory.Start..checksum]);
        hash.AppendData(file[(checksum == directory.End ? checksum : checksum + CrcLength)..]);
        return new CollectionHashes(members, hash.GetHashAndReset());
    }

    private static void WriteEnd(Splice splice, ZipDirectory directory, int files, int size, int start)
    {
        var count = (ushort)(directory.Members.Count + files);
        byte[] counts = [(byte)count, (byte)(count >> 8), (byte)count, (byte)(count >> 8)];
        splice.Replace(directory.End + 8, 12, [.. counts, .. U32(directory.End - directory.Start + size), .. U32(start)]);
    }

    private static byte[] U32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
