using System.Text;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Metadata;

/// <summary>Pictures in which every piece that may tell something holds the word SECRET.</summary>
public sealed class AnonymousCopyTests
{
    private static readonly byte[] Secret = "SECRET"u8.ToArray();

    // A little-endian TIFF block: one directory with a maker's text and orientation 6, then the text.
    private static readonly byte[] Tiff =
    [
        .. "II*\0"u8, 8, 0, 0, 0, 2, 0,
        0x0F, 0x01, 2, 0, 6, 0, 0, 0, 38, 0, 0, 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0,
        0, 0, 0, 0, .. "SECRET"u8,
    ];

    [Fact]
    public void A_png_keeps_what_it_looks_like_and_tells_nothing()
    {
        string[] telling = ["tEXt", "zTXt", "iTXt", "tIME", "caBX", "sPLT", "teSt", "dSIG"];
        string[] looks = ["gAMA", "iCCP", "sRGB", "pHYs", "cICP", "bKGD", "tRNS"];
        byte[] file =
        [
            .. Samples.PalettePng[..33],
            .. telling.SelectMany(type => Samples.Chunk(type, Secret)),
            .. looks.SelectMany(type => Samples.Chunk(type, Encoding.ASCII.GetBytes(type))),
            .. Samples.Chunk("eXIf", Tiff),
            .. Samples.PalettePng[33..],
            .. Secret,
        ];
        var copy = AnonymousCopy.Of(file);
        Assert.Equal(-1, copy.AsSpan().IndexOf(Secret));
        byte[] expected =
        [
            .. Samples.PalettePng[..33],
            .. looks.SelectMany(type => Samples.Chunk(type, Encoding.ASCII.GetBytes(type))),
            .. Samples.Chunk("eXIf", ExifOrientation.Write(6)),
            .. Samples.PalettePng[33..],
        ];
        Assert.Equal(expected, copy);
        Assert.Equal(6, ExifOrientation.Read(ExifOrientation.Write(6)));
    }

    [Fact]
    public void A_png_that_needs_an_unknown_extension_is_refused() => Assert.Throws<ContainerException>(() =>
        AnonymousCopy.Of([.. Samples.PalettePng[..33], .. Samples.Chunk("CgBI", 1), .. Samples.PalettePng[33..]]));

    [Fact]
    public void A_jpeg_keeps_what_it_looks_like_and_tells_nothing()
    {
        // The sample begins with a start marker of 2 bytes and JFIF of 18.
        var rest = Samples.ProgressiveJpeg[20..];
        byte[] profile = [.. JpegSegment.Write(JpegSegment.App2, [.. "ICC_PROFILE\0\u0001\u0001"u8, 1, 2, 3])];
        byte[] adobe = [.. JpegSegment.Write(JpegSegment.App14, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1])];
        byte[] file =
        [
            0xFF, 0xD8,
            .. JpegSegment.Write(JpegSegment.App0, [.. Samples.ProgressiveJpeg[6..18], 1, 2, .. Secret]),
            .. JpegSegment.Write(JpegSegment.App0, [.. "JFXX\0"u8, .. Secret]),
            .. JpegSegment.Write(JpegSegment.App1, [.. "Exif\0\0"u8, .. Tiff]),
            .. JpegSegment.Write(JpegSegment.App1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Secret]),
            .. profile,
            .. JpegSegment.Write(JpegSegment.App2, [.. "MPF\0"u8, .. Secret]),
            .. JpegSegment.Write(0xED, [.. "Photoshop 3.0\0"u8, .. Secret]),
            .. adobe,
            .. JpegSegment.Write(JpegSegment.App14, Secret),
            .. JpegSegment.Write(JpegSegment.Comment, Secret),
            .. rest[..^2],
            // Between the scans too.
            .. JpegSegment.Write(JpegSegment.Comment, Secret),
            .. rest[^2..],
            .. Secret,
        ];
        var copy = AnonymousCopy.Of(new JpegContainer().Embed(file, Samples.Store(70_000)));
        Assert.Equal(-1, copy.AsSpan().IndexOf(Secret));
        byte[] expected =
        [
            .. Samples.ProgressiveJpeg[..20],
            .. JpegSegment.Write(JpegSegment.App1, [.. "Exif\0\0"u8, .. ExifOrientation.Write(6)]),
            .. profile, .. adobe, .. rest,
        ];
        Assert.Equal(expected, copy);
    }

    [Fact]
    public void A_webp_keeps_what_it_looks_like_and_tells_nothing()
    {
        var picture = Samples.LosslessWebp.AsSpan(12).ToArray();
        byte[] frame = [0, 0, 0, 0, 0, 0, 8, 0, 0, 6, 0, 0, 100, 0, 0, 0, .. picture];
        var profile = RiffChunk.Write(RiffChunk.Iccp, [1, 2, 3]);
        byte[] Extended(byte flags) => RiffChunk.Write(RiffChunk.Vp8X, [flags, 0, 0, 0, 8, 0, 0, 6, 0, 0]);
        byte[] File(params IEnumerable<byte>[] chunks)
        {
            byte[] file = [.. "RIFF\0\0\0\0WEBP"u8, .. chunks.SelectMany(chunk => chunk)];
            return WebpContainer.EndingAt(file.Length, file);
        }
        var file = File(Extended(0x2E), profile, RiffChunk.Write(RiffChunk.Anim, new byte[6]),
            RiffChunk.Write(RiffChunk.Anmf, [.. frame, .. RiffChunk.Write(0x54534554, Secret)]),
            RiffChunk.Write(RiffChunk.Exif, Tiff), RiffChunk.Write(RiffChunk.Xmp, Secret), RiffChunk.Write(0x54534554, Secret));
        var copy = AnonymousCopy.Of([.. new WebpContainer().Embed(file, Samples.Store(101)), .. Secret]);
        Assert.Equal(-1, copy.AsSpan().IndexOf(Secret));
        // Flags: colour profile 20, Exif 08, animation 02.
        Assert.Equal(File(Extended(0x2A), profile, RiffChunk.Write(RiffChunk.Anim, new byte[6]),
            RiffChunk.Write(RiffChunk.Anmf, frame), RiffChunk.Write(RiffChunk.Exif, ExifOrientation.Write(6))), copy);
    }

    [Fact]
    public void What_is_no_picture_is_refused() => Assert.Throws<ContainerException>(() => AnonymousCopy.Of(Samples.Epub));

    [Theory]
    [InlineData("")]
    [InlineData("49492A0008000000")]
    [InlineData("49492A00080000000100")]
    [InlineData("4D4D002A0000000800010112000300000001000900000000")] // 9 is no orientation
    [InlineData("4D4D002AFFFFFFFF00010112000300000001000600000000")]
    public void A_broken_exif_means_upright(string tiff) => Assert.Equal(1, ExifOrientation.Read(Convert.FromHexString(tiff)));
}
