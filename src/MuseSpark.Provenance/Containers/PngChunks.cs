using System.Buffers.Binary;
using System.IO.Hashing;

namespace MuseSpark.Provenance.Containers;

/// <summary>One PNG chunk inside a file: data length (4 bytes), type (4), data, checksum (4).</summary>
/// <param name="Start">Offset of its length field in the file.</param>
/// <param name="Length">Bytes of the whole chunk, at least 12.</param>
/// <param name="Type">The four letters, big-endian.</param>
internal readonly record struct PngChunk(int Start, int Length, uint Type)
{
    public const uint IHDR = 0x49484452, PLTE = 0x504C5445, IDAT = 0x49444154, IEND = 0x49454E44, CaBX = 0x63614258;
    public const uint TEXt = 0x74455874, ZTXt = 0x7A545874, ITXt = 0x69545874, EXIf = 0x65584966;

    public int End => Start + Length;

    /// <summary>A decoder must know it: the first letter is a capital.</summary>
    public bool IsCritical => (Type & 0x20000000) == 0;

    public ByteRange Place => new(Start, Length);

    public ReadOnlySpan<byte> DataIn(ReadOnlySpan<byte> file) => file.Slice(Start + 8, Length - 12);

    public static uint TypeOf(string letters) => letters.Aggregate(0u, (type, letter) => type << 8 | letter);

    public static byte[] Write(uint type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[12 + data.Length];
        Write(chunk, type, data);
        return chunk;
    }

    public static void Write(Span<byte> chunk, uint type, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], type);
        data.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[(8 + data.Length)..], Crc32.HashToUInt32(chunk[4..(8 + data.Length)]));
    }
}

/// <summary>
/// Walks the chunks of a PNG in file order, IEND the last (PNG specification, third edition, section 5). Ends early, and then
/// <see cref="Whole"/> stays false, where a chunk reaches past the end of the file.
/// </summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file)
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly ReadOnlySpan<byte> _file = file;
    private int _next = Signature.Length;

    public PngChunk Current { get; private set; }

    /// <summary>IEND was reached.</summary>
    public readonly bool Whole => Current.Type == PngChunk.IEND;

    public bool MoveNext()
    {
        if (Whole || _file.Length - _next < 12) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_file[_next..]);
        if (length > _file.Length - _next - 12) return false;
        Current = new PngChunk(_next, (int)length + 12, BinaryPrimitives.ReadUInt32BigEndian(_file[(_next + 4)..]));
        _next = Current.End;
        return true;
    }
}
