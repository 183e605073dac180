using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// WebP: a "C2PA" chunk, the last of the RIFF file (C2PA A.3.7). Its padding byte is not part of the store's place, so it is
/// hashed; so is the RIFF size, which counts the store. Bytes after the RIFF file stay, and are hashed.
/// </summary>
public sealed class WebpContainer : IContainer
{
    /// <summary>"RIFF", size, "WEBP".</summary>
    internal const int Head = 12;

    public string Name => "webp";

    public IReadOnlyList<string> MediaTypes { get; } = ["image/webp"];

    public bool Recognises(ReadOnlySpan<byte> file) => IsWebp(file);

    public FoundStore? Find(ReadOnlyMemory<byte> file)
    {
        if (!IsWebp(file.Span)) return null;
        FoundStore? found = null;
        var chunks = new RiffChunks(file.Span, Head, RiffEnd(file.Span));
        while (chunks.MoveNext())
        {
            if (chunks.Current.Type != RiffChunk.C2pa) continue;
            if (found is not null) throw ContainerException.TwoStores();
            var place = new ByteRange(chunks.Current.Start, 8 + chunks.Current.DataLength);
            found = new FoundStore(file.Slice(chunks.Current.DataStart, chunks.Current.DataLength), place);
        }
        return found;
    }

    public byte[] Remove(ReadOnlyMemory<byte> file)
    {
        if (Find(file) is not { Place: var place }) return file.ToArray();
        var end = RiffEnd(file.Span);
        var length = (int)(place.Length + Math.Min(place.Length & 1, end - place.End));
        var splice = new Splice(file.Span);
        splice.Cut((int)place.Start, length);
        return EndingAt(end - length, splice.ToArray());
    }

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var end = WholeEnd(bare);
        return new ByteRange(end + (end & 1), 8 + store.Length);
    }

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var end = WholeEnd(bare);
        var splice = new Splice(bare);
        // A last chunk of odd length whose padding was forgotten gets it now.
        if ((end & 1) != 0) splice.Insert(end, [0]);
        splice.Insert(end, RiffChunk.Write(RiffChunk.C2pa, store));
        var result = splice.ToArray();
        return EndingAt(end + result.Length - bare.Length, result);
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);

    internal static bool IsWebp(ReadOnlySpan<byte> file) =>
        file.Length >= Head && file.StartsWith("RIFF"u8) && file[8..Head].SequenceEqual("WEBP"u8);

    /// <summary>Where the RIFF file ends, or the file when that is sooner.</summary>
    internal static int RiffEnd(ReadOnlySpan<byte> file) =>
        (int)Math.Min(8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]), file.Length);

    /// <summary>Where the RIFF file ends.</summary>
    /// <exception cref="ContainerException">It ends before its chunks do, or holds no picture.</exception>
    internal static int WholeEnd(ReadOnlySpan<byte> file)
    {
        if (!IsWebp(file)) throw ContainerException.Broken("The WebP picture does not begin with its header.");
        var end = RiffEnd(file);
        var chunks = new RiffChunks(file, Head, end);
        var picture = false;
        while (chunks.MoveNext()) picture |= chunks.Current.Type is RiffChunk.Vp8 or RiffChunk.Vp8L or RiffChunk.Anmf;
        // The last chunk's padding counts in the size; when the file ends before it, there is none to keep.
        return picture && chunks.Whole && 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) <= file.Length + 1L
            ? end
            : throw ContainerException.Broken("The WebP picture is cut short.");
    }

    /// <summary>The file with its RIFF size set so that the RIFF file ends there.</summary>
    internal static byte[] EndingAt(int end, byte[] file)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), end - 8);
        return file;
    }
}
