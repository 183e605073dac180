using System.Buffers;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

internal static class AnonymousJpeg
{
    // "JFIF", zero, version, units, densities; then the size of a thumbnail.
    private const int JfifLength = 14, ThumbnailSize = 12;

    private static ReadOnlySpan<byte> ExifPrefix => "Exif\0\0"u8;

    public static byte[] Of(ReadOnlySpan<byte> file)
    {
        _ = JpegContainer.AfterLeading(file);
        var result = new ArrayBufferWriter<byte>(file.Length);
        result.Write(file[..2]);
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            var segment = segments.Current;
            var payload = segment.PayloadIn(file);
            var kept = segment.Marker switch
            {
                JpegSegment.App0 when payload.Length >= JfifLength && payload.StartsWith("JFIF\0"u8) => WithoutThumbnail(payload),
                JpegSegment.App1 when payload.StartsWith(ExifPrefix) => Orientation(payload[ExifPrefix.Length..]),
                JpegSegment.App2 when payload.StartsWith("ICC_PROFILE\0"u8) => file.Slice(segment.Start, segment.Length),
                // Adobe's segment says how the colours are coded.
                JpegSegment.App14 when payload.StartsWith("Adobe"u8) => file.Slice(segment.Start, segment.Length),
                >= JpegSegment.App0 and <= JpegSegment.App15 or JpegSegment.Comment => [],
                _ => file.Slice(segment.Start, segment.Length),
            };
            result.Write(kept);
        }
        return result.WrittenSpan.ToArray();
    }

    private static byte[] WithoutThumbnail(ReadOnlySpan<byte> jfif) =>
        JpegSegment.Write(JpegSegment.App0, [.. jfif[..ThumbnailSize], 0, 0]);

    private static byte[] Orientation(ReadOnlySpan<byte> tiff) => ExifOrientation.Read(tiff) is > 1 and var orientation
        ? JpegSegment.Write(JpegSegment.App1, [.. ExifPrefix, .. ExifOrientation.Write(orientation)])
        : [];
}
