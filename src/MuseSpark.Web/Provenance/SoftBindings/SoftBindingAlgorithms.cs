using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MuseSpark.Provenance.Fingerprints;
using MuseSpark.Provenance.Watermarks.Pictures;

namespace MuseSpark.Web.Provenance.SoftBindings;

/// <summary>The values that are looked up here, and how they are written.</summary>
public static class SoftBindingAlgorithms
{
    public const string Watermark = PictureWatermark.Algorithm, Fingerprint = PictureFingerprint.Algorithm;

    private const int MarkDigits = PictureWatermark.IdBits / 4;

    /// <summary>A watermark's id: ten hexadecimal digits in ASCII, as the soft binding assertion of a picture has them.</summary>
    public static long? Mark(ReadOnlySpan<byte> value) =>
        value.Length == MarkDigits && long.TryParse(Encoding.ASCII.GetString(value), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mark) ? mark : null;

    /// <summary>A perceptual hash: eight bytes, the highest first.</summary>
    public static ulong? Hash(ReadOnlySpan<byte> value) => value.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(value) : null;
}
