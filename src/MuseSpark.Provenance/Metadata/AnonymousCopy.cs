using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>
/// A picture without anything that tells where it comes from: no text, XMP, Exif, times, comments, thumbnails, manifest store,
/// unknown pieces, nor bytes after its end. What the picture looks like stays: coded pixels byte for byte, colour profile,
/// gamma, transparency, animation, resolution and orientation. A watermark is part of the pixels and stays too.
/// </summary>
public static class AnonymousCopy
{
    /// <exception cref="ContainerException">The picture is broken, or neither PNG, JPEG nor WebP.</exception>
    public static byte[] Of(ReadOnlySpan<byte> file) => ContainerList.For(file) switch
    {
        PngContainer => AnonymousPng.Of(file),
        JpegContainer => AnonymousJpeg.Of(file),
        WebpContainer => AnonymousWebp.Of(file),
        _ => throw ContainerException.Broken("Only PNG, JPEG and WebP pictures can be stripped of what they tell."),
    };
}
