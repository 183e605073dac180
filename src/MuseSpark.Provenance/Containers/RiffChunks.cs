using System.Buffers.Binary;

namespace MuseSpark.Provenance.Containers;

/// <summary>One RIFF chunk inside a file: type (4 bytes), data length (4, little-endian), data, and a zero when the length is odd.</summary>
/// <param name="Start">Offset of its type in the file.</param>
/// <param name="DataLength">Bytes of data, the padding not counted.</param>
/// <param name="Type">The four letters, little-endian.</param>
internal readonly record struct RiffChunk(int Start, int DataLength, uint Type)
{
    public const uint Vp8 = 0x20385056, Vp8L = 0x4C385056, Vp8X = 0x58385056, Alph = 0x48504C41, Anim = 0x4D494E41, Anmf = 0x464D4E41;
    public const uint Iccp = 0x50434349, Exif = 0x46495845, Xmp = 0x20504D58, C2pa = 0x41503243;

    public int DataStart => Start + 8;

    public int DataEnd => DataStart + DataLength;

    /// <summary>Where the next chunk starts when nobody forgot the padding.</summary>
    public int End => DataEnd + (DataLength & 1);

    public ReadOnlySpan<byte> DataIn(ReadOnlySpan<byte> file) => file.Slice(DataStart, DataLength);

    public static byte[] Write(uint type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[8 + data.Length + (data.Length & 1)];
        BinaryPrimitives.WriteUInt32LittleEndian(chunk, type);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        data.CopyTo(chunk.AsSpan(8));
        return chunk;
    }
}

/// <summary>
/// Walks the chunks between two offsets of a RIFF file. Ends early, and then <see cref="Whole"/> stays false, where a chunk
/// reaches past the end of the range.
/// </summary>
internal ref struct RiffChunks(ReadOnlySpan<byte> file, int start, int end)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private readonly int _end = end;
    private int _next = start;

    public RiffChunk Current { get; private set; }

    /// <summary>The chunks fill the range exactly; the padding of the last may be missing.</summary>
    public readonly bool Whole => _next >= _end;

    public bool MoveNext()
    {
        if (_end - _next < 8) return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_file[(_next + 4)..]);
        if (length > _end - _next - 8) return false;
        Current = new RiffChunk(_next, (int)length, BinaryPrimitives.ReadUInt32LittleEndian(_file[_next..]));
        _next = Current.End;
        return true;
    }
}
