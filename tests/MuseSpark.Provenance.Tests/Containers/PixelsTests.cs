using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Metadata;
using SkiaSharp;

namespace MuseSpark.Provenance.Tests.Containers;

/// <summary>No edit touches the picture: an independent decoder sees the same frames before and after.</summary>
public sealed class PixelsTests
{
    public static TheoryData<string> Pictures => [.. Samples.Pictures];

    [Theory, MemberData(nameof(Pictures))]
    public void A_signed_picture_looks_the_same(string name)
    {
        var (container, bare) = Samples.All[name];
        Assert.Equal(Frames(bare), Frames(container.Embed(bare, Samples.Store(70_001))));
    }

    [Theory, MemberData(nameof(Pictures))]
    public void A_picture_that_says_its_source_looks_the_same_and_can_be_signed(string name)
    {
        var (container, bare) = Samples.All[name];
        var told = XmpSourceType.Write(bare, DigitalSourceTypes.TrainedAlgorithmicMedia);
        Assert.Equal(Frames(bare), Frames(told));
        Assert.Equal(DigitalSourceTypes.TrainedAlgorithmicMedia, XmpSourceType.Read(container.Embed(told, Samples.Store(1_001))));
    }

    [Theory, MemberData(nameof(Pictures))]
    public void An_anonymous_copy_looks_the_same_and_carries_no_store(string name)
    {
        var (container, bare) = Samples.All[name];
        var copy = AnonymousCopy.Of(container.Embed(XmpSourceType.Write(bare, DigitalSourceTypes.AlgorithmicMedia), Samples.Store(999)));
        Assert.Equal(Frames(bare), Frames(copy));
        Assert.Null(container.Find(copy));
        Assert.Null(XmpSourceType.Read(copy));
        Assert.Equal(copy, AnonymousCopy.Of(copy));
    }

    private static List<string> Frames(byte[] file)
    {
        using var codec = SKCodec.Create(new SKMemoryStream(file));
        Assert.NotNull(codec);
        var frames = new List<string>();
        for (var i = 0; i < Math.Max(1, codec.FrameCount); i++)
        {
            using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.RgbaF16));
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels(), new SKCodecOptions(i)));
            frames.Add(Convert.ToHexString(bitmap.GetPixelSpan()));
        }
        return frames;
    }
}
