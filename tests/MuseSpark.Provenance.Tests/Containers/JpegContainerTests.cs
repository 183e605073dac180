using System.Buffers.Binary;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Metadata;

namespace MuseSpark.Provenance.Tests.Containers;

public sealed class JpegContainerTests
{
    private static readonly JpegContainer Jpeg = new();

    [Fact]
    public void A_store_goes_after_JFIF_and_Exif_and_before_anything_else()
    {
        byte[] exif = JpegSegment.Write(JpegSegment.App1, "Exif\0\0"u8);
        byte[] file = [.. Samples.ProgressiveJpeg[..20], .. exif, .. JpegSegment.Write(JpegSegment.App2, "ICC_PROFILE\0"u8), .. Samples.ProgressiveJpeg[20..]];
        Assert.Equal(20 + exif.Length, Jpeg.Plan(file, Samples.Store(50)).Start);
        Assert.Equal(2, Jpeg.Plan(Samples.CmykJpeg, Samples.Store(50)).Start);
    }

    /// <summary>ISO 19566-5 annex D: marker, length, "JP", instance, packet number; later packets repeat the box header.</summary>
    [Fact]
    public void A_long_store_is_cut_into_packets_that_repeat_its_header()
    {
        var store = Samples.Store(65_525 + 10);
        var file = Jpeg.Embed(Samples.CmykJpeg, store).AsSpan(2);
        Assert.Equal("FFEBFFFF4A50021100000001", Convert.ToHexString(file[..12]));
        Assert.True(file[12..(12 + 65_525)].SequenceEqual(store.AsSpan(0, 65_525)));
        var second = file[(12 + 65_525)..];
        Assert.Equal("FFEB001C4A50021100000002" + Convert.ToHexString(store.AsSpan(0, 8)), Convert.ToHexString(second[..20]));
        Assert.True(second[20..30].SequenceEqual(store.AsSpan(65_525)));
    }

    /// <summary>CIPA DC-007: offsets count from the byte-order mark in the MPF segment.</summary>
    [Fact]
    public void The_second_picture_of_a_file_is_still_where_the_first_says()
    {
        byte[] Mpf(int offset)
        {
            byte[] payload = [.. "MPF\0MM\0*"u8, 0, 0, 0, 8, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(12), offset);
            return JpegSegment.Write(JpegSegment.App2, payload);
        }
        var before = Samples.ProgressiveJpeg[..20];
        var after = Samples.ProgressiveJpeg[20..];
        var offset = Mpf(0).Length - 8 + after.Length;
        byte[] file = [.. before, .. Mpf(offset), .. after, .. Samples.CmykJpeg];

        var signed = Jpeg.Embed(XmpSourceType.Write(file, DigitalSourceTypes.TrainedAlgorithmicMedia), Samples.Store(70_000));
        var origin = signed.AsSpan().IndexOf("MPF\0"u8) + 4;
        Assert.Equal(Samples.CmykJpeg, signed[(origin + offset)..]);
    }

    [Fact]
    public void Another_box_with_the_same_number_stays_apart()
    {
        byte[] other = JpegSegment.Write(JpegSegment.App11, [.. "JP"u8, 0x02, 0x11, 0, 0, 0, 1, .. new byte[40]]);
        byte[] file = [.. Samples.CmykJpeg[..2], .. other, .. Samples.CmykJpeg[2..]];
        var signed = Jpeg.Embed(file, Samples.Store(200));
        Assert.Equal(Samples.Store(200), Jpeg.Find(signed)!.Store.ToArray());
        Assert.Equal(file, Jpeg.Remove(signed));
    }

    [Fact]
    public void A_first_packet_counts_whatever_its_number()
    {
        var signed = Jpeg.Embed(Samples.CmykJpeg, Samples.Store(100));
        signed[13] = 0; // the low byte of the packet number, which should be 1
        Assert.Equal(Samples.Store(100), Jpeg.Find(signed)!.Store.ToArray());
    }

    [Fact]
    public void Packets_that_are_apart_missing_or_swapped_are_refused()
    {
        var file = Jpeg.Embed(Samples.CmykJpeg, Samples.Store(65_525 + 65_517 + 10)).AsSpan();
        var (a, b, c) = (file[2..65_539].ToArray(), file[65_539..131_076].ToArray(), file[131_076..131_106].ToArray());
        byte[] rest = [.. file[131_106..]];
        byte[] comment = JpegSegment.Write(JpegSegment.Comment, "between"u8);
        byte[] start = [0xFF, 0xD8];
        Assert.NotNull(Jpeg.Find((byte[])[.. start, .. a, .. b, .. c, .. rest]));
        Assert.Throws<ContainerException>(() => Jpeg.Find((byte[])[.. start, .. a, .. comment, .. b, .. c, .. rest]));
        Assert.Throws<ContainerException>(() => Jpeg.Find((byte[])[.. start, .. a, .. c, .. b, .. rest]));
        Assert.Throws<ContainerException>(() => Jpeg.Find((byte[])[.. start, .. a, .. c, .. rest]));
        Assert.Throws<ContainerException>(() => Jpeg.Find((byte[])[.. start, .. a, .. b, .. b, .. c, .. rest]));
        // Without its first packet it is no store.
        Assert.Null(Jpeg.Find((byte[])[.. start, .. b, .. c, .. rest]));
    }
}
