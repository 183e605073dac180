using System.Buffers.Binary;

namespace MuseSpark.Provenance.Metadata;

/// <summary>The one Exif field that a picture needs to be shown the right way up (Exif 2.32, tag 0x0112).</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112, Short = 3;

    /// <summary>1 to 8 from a TIFF block (what follows "Exif\0\0"); 1, upright, when it does not say or can't be read.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return 1;
        var little = tiff[0] == 'I';
        ushort U16(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
        uint U32(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);

        var directory = U32(tiff[4..]);
        if (U16(tiff[2..]) != 42 || directory > tiff.Length - 2) return 1;
        var entries = tiff[(int)directory..];
        var count = Math.Min(U16(entries), (entries.Length - 2) / 12);
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(2 + 12 * i, 12);
            if (U16(entry) == Tag && U16(entry[2..]) == Short) return U16(entry[8..]) is var value and >= 1 and <= 8 ? value : 1;
        }
        return 1;
    }

    /// <summary>A TIFF block that holds the orientation and nothing else.</summary>
    public static byte[] Write(int orientation) =>
    [
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
        0, 1, Tag >> 8, Tag & 0xFF, 0, Short, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
        0, 0, 0, 0,
    ];
}
