using System.Buffers.Binary;
using System.Text;

namespace MuseSpark.Provenance.Jumbf;

/// <summary>Writes JUMBF boxes: length u32 big-endian with the 8-byte header, four characters, payload.</summary>
public static class JumbfWriter
{
    private const byte RequestableWithLabel = 0x03;

    public static byte[] Box(string type, params ReadOnlySpan<ReadOnlyMemory<byte>> payload)
    {
        var length = 8;
        foreach (var part in payload) length = checked(length + part.Length);
        var box = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(box, length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        var position = 8;
        foreach (var part in payload)
        {
            part.Span.CopyTo(box.AsSpan(position));
            position += part.Length;
        }
        return box;
    }

    /// <param name="label">without control characters and / ; ? # (C2PA 8.1)</param>
    public static byte[] Superbox(Guid type, string label, params ReadOnlySpan<ReadOnlyMemory<byte>> contents)
    {
        byte[] description = [.. type.ToByteArray(bigEndian: true), RequestableWithLabel, .. Encoding.UTF8.GetBytes(label), 0];
        return Box("jumb", [Box("jumd", description), .. contents]);
    }

    public static byte[] Cbor(Guid type, string label, ReadOnlyMemory<byte> cbor) => Superbox(type, label, Box("cbor", cbor));

    /// <summary>An embedded file: a description box (toggles, media type) and the bytes.</summary>
    public static byte[] File(string label, string mediaType, ReadOnlyMemory<byte> bytes)
    {
        byte[] description = [0, .. Encoding.UTF8.GetBytes(mediaType), 0];
        return Superbox(BoxTypes.EmbeddedFile, label, Box("bfdb", description), Box("bidb", bytes));
    }
}
