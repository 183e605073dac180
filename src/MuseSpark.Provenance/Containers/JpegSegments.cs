using System.Buffers.Binary;

namespace MuseSpark.Provenance.Containers;

/// <summary>One JPEG segment inside a file: marker (2 bytes), length (2), payload; a scan also holds its coded picture data.</summary>
/// <param name="Start">Offset of the marker's 0xFF in the file.</param>
/// <param name="Length">Bytes of the whole segment, at least 2.</param>
/// <param name="Marker">The marker's second byte.</param>
internal readonly record struct JpegSegment(int Start, int Length, byte Marker)
{
    public const byte App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App11 = 0xEB, App14 = 0xEE, App15 = 0xEF, Comment = 0xFE;
    public const byte StartOfImage = 0xD8, EndOfImage = 0xD9, Scan = 0xDA;

    public int End => Start + Length;

    public ReadOnlySpan<byte> PayloadIn(ReadOnlySpan<byte> file) => Length <= 4 ? [] : file.Slice(Start + 4, Length - 4);

    /// <param name="marker">the marker's second byte</param>
    /// <param name="payload">at most 65,533 bytes</param>
    public static byte[] Write(byte marker, ReadOnlySpan<byte> payload)
    {
        var length = checked((ushort)(payload.Length + 2));
        return [0xFF, marker, (byte)(length >> 8), (byte)length, .. payload];
    }
}

/// <summary>
/// Walks the segments of a JPEG after its start marker, the end marker the last (ITU-T T.81 annex B). Ends early, and then
/// <see cref="Whole"/> stays false, where a segment reaches past the end of the file or no marker stands where one must.
/// What follows the end marker (further pictures, a video, anything) is not walked.
/// </summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private int _next = 2;

    public JpegSegment Current { get; private set; }

    /// <summary>The end marker was reached.</summary>
    public readonly bool Whole => Current.Marker == JpegSegment.EndOfImage;

    public bool MoveNext()
    {
        if (Whole || _next >= _file.Length || _file[_next] != 0xFF) return false;
        // Any number of 0xFF may fill the space before a marker.
        var fill = _file[_next..].IndexOfAnyExcept((byte)0xFF);
        if (fill < 0) return false;
        var start = _next + fill - 1;
        var marker = _file[start + 1];
        var length = 2;
        if (!StandsAlone(marker))
        {
            if (_file.Length - start < 4) return false;
            var claimed = BinaryPrimitives.ReadUInt16BigEndian(_file[(start + 2)..]);
            if (claimed < 2 || claimed > _file.Length - start - 2) return false;
            length += claimed;
        }
        if (marker == JpegSegment.Scan) length += CodedData(_file[(start + length)..]);
        Current = new JpegSegment(start, length, marker);
        _next = Current.End;
        return true;
    }

    private static bool StandsAlone(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD9);

    /// <summary>Bytes up to the next marker that is not a restart; 0xFF00 is a coded 0xFF.</summary>
    private static int CodedData(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (true)
        {
            var found = rest[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= rest.Length) return rest.Length;
            at += found;
            if (rest[at + 1] is not (0 or (>= 0xD0 and <= 0xD7) or 0xFF)) return at;
            at += rest[at + 1] == 0xFF ? 1 : 2;
        }
    }
}
