using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>The XMP packet of a picture: iTXt in PNG, APP1 in JPEG, "XMP " in WebP (ISO 16684-3).</summary>
internal static class PictureXmp
{
    private const string PngKeyword = "XML:com.adobe.xmp";

    private static ReadOnlySpan<byte> JpegPrefix => "http://ns.adobe.com/xap/1.0/\0"u8;

    /// <summary>The packet, or null when there is none, or the file is no picture that we know.</summary>
    public static string? Read(ReadOnlySpan<byte> file) => ContainerList.For(file) switch
    {
        PngContainer => PngText.Read(file, PngKeyword),
        JpegContainer => InJpeg(file) is { Length: > 0 } segment ? Encoding.UTF8.GetString(segment.PayloadIn(file)[JpegPrefix.Length..]) : null,
        WebpContainer => WebpXmp.Read(file),
        _ => null,
    };

    /// <summary>The picture with this packet in the place of its own.</summary>
    /// <exception cref="ContainerException">The picture is broken, is of another format, or its format has no room for so long a packet.</exception>
    public static byte[] Write(ReadOnlySpan<byte> file, string packet) => ContainerList.For(file) switch
    {
        PngContainer => PngText.Write(file, PngKeyword, packet, latin1: false),
        JpegContainer => WriteJpeg(file, packet),
        WebpContainer => WebpXmp.Write(file, packet),
        _ => throw ContainerException.Broken("XMP can be written in PNG, JPEG and WebP pictures only."),
    };

    private static byte[] WriteJpeg(ReadOnlySpan<byte> file, string packet)
    {
        byte[] payload = [.. JpegPrefix, .. Encoding.UTF8.GetBytes(packet)];
        if (payload.Length > ushort.MaxValue - 2) throw ContainerException.Broken("The XMP of the picture is too long for a JPEG file.");
        var (start, length) = (JpegContainer.AfterLeading(file), 0);
        if (InJpeg(file) is { Length: > 0 } earlier) (start, length) = (earlier.Start, earlier.Length);
        var splice = new Splice(file);
        splice.Replace(start, length, JpegSegment.Write(JpegSegment.App1, payload));
        return splice.ToArray();
    }

    private static JpegSegment InJpeg(ReadOnlySpan<byte> file)
    {
        var segments = new JpegSegments(file);
        while (segments.MoveNext() && segments.Current.Marker != JpegSegment.Scan)
        {
            if (segments.Current.Marker == JpegSegment.App1 && segments.Current.PayloadIn(file).StartsWith(JpegPrefix)) return segments.Current;
        }
        return default;
    }
}
