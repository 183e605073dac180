using System.Text;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Metadata;

public sealed class XmpSourceTypeTests
{
    private const string Titled = """
        <?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Höhle</dc:title></rdf:Description>
          <rdf:Description rdf:about="uuid:1" xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
            <e:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</e:DigitalSourceType>
          </rdf:Description>
        </rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """;

    public static TheoryData<string> Pictures => PixelsTests.Pictures;

    [Theory, MemberData(nameof(Pictures))]
    public void A_packet_that_is_there_is_extended_and_not_replaced(string name)
    {
        var file = PictureXmp.Write(Samples.All[name].Bare, Titled);
        Assert.Equal(Titled, PictureXmp.Read(file));
        Assert.EndsWith("digitalCapture", XmpSourceType.Read(file));

        var changed = XmpSourceType.Write(file, DigitalSourceTypes.TrainedAlgorithmicMedia);
        Assert.Equal(DigitalSourceTypes.TrainedAlgorithmicMedia, XmpSourceType.Read(changed));
        var packet = PictureXmp.Read(changed)!;
        Assert.Contains("<dc:title>Höhle</dc:title>", packet);
        Assert.DoesNotContain("digitalCapture", packet);
        Assert.Equal(packet, PictureXmp.Read(XmpSourceType.Write(changed, DigitalSourceTypes.TrainedAlgorithmicMedia)));
    }

    [Fact]
    public void A_plain_webp_gets_the_header_that_announces_xmp()
    {
        var lossy = XmpSourceType.Write(Samples.LossyWebp, DigitalSourceTypes.AlgorithmicMedia);
        // Flag XMP, then width - 1 and height - 1 of 16 x 12 pixels.
        Assert.Equal("VP8X\x0A\0\0\0\x04\0\0\0\x0F\0\0\x0B\0\0", Encoding.Latin1.GetString(lossy, 12, 18));
        var lossless = XmpSourceType.Write(Samples.LosslessWebp, DigitalSourceTypes.AlgorithmicMedia);
        Assert.Equal("VP8X\x0A\0\0\0\x04\0\0\0\x08\0\0\x06\0\0", Encoding.Latin1.GetString(lossless, 12, 18));
    }

    [Fact]
    public void Xmp_that_is_none_stops_the_write_and_is_not_read()
    {
        var file = PictureXmp.Write(Samples.PalettePng, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");
        Assert.Null(XmpSourceType.Read(file));
        Assert.Throws<ContainerException>(() => XmpSourceType.Write(file, DigitalSourceTypes.AlgorithmicMedia));
    }

    [Fact]
    public void A_jpeg_has_no_room_for_64_kb_of_xmp() =>
        Assert.Throws<ContainerException>(() => PictureXmp.Write(Samples.CmykJpeg, new string(' ', 65_510)));

    [Fact]
    public void Only_pictures_say_their_source()
    {
        Assert.Null(XmpSourceType.Read(Samples.Epub));
        Assert.Throws<ContainerException>(() => XmpSourceType.Write(Samples.Page, DigitalSourceTypes.AlgorithmicMedia));
    }
}
