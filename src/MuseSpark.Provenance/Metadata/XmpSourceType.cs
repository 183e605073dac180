using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>
/// Where a picture comes from, for programs that know no Content Credentials: the IPTC property Iptc4xmpExt:DigitalSourceType in
/// XMP, unsigned. Written before signing, so that the signature covers it.
/// </summary>
public static class XmpSourceType
{
    /// <summary>What the picture says, or null when it says nothing.</summary>
    public static string? Read(ReadOnlySpan<byte> file) => PictureXmp.Read(file) is { } packet ? XmpPacket.SourceTypeIn(packet) : null;

    /// <summary>The picture (PNG, JPEG or WebP, without a manifest store) that says so; what its XMP says otherwise stays.</summary>
    /// <param name="bare">the picture</param>
    /// <param name="sourceType">one of <see cref="DigitalSourceTypes"/></param>
    /// <exception cref="ContainerException">The picture or its XMP is broken, or it is of another format.</exception>
    public static byte[] Write(ReadOnlySpan<byte> bare, string sourceType) =>
        PictureXmp.Write(bare, XmpPacket.WithSourceType(PictureXmp.Read(bare), sourceType));
}
