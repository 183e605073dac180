using CsCheck;
using MuseSpark.Web.Outputs;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Uploads;

public class PictureFileTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Png, "image/png")]
    [InlineData(SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData(SKEncodedImageFormat.Webp, "image/webp")]
    public void The_known_kinds_are_told_by_their_bytes(SKEncodedImageFormat format, string mediaType) =>
        Assert.Equal(new PictureFile(mediaType, 40, 20), PictureFile.Inspect(TestPictures.Encode(40, 20, format)));

    [Fact]
    public async Task The_middle_is_kept_when_the_shape_differs()
    {
        // Of 40 x 20 the middle 20 x 20 stays, which is half red and half blue.
        var picture = (await PictureFile.ReadAsync(TestPictures.Png(40, 20), 8, 8, default))!;
        Assert.Equal((8, 8), (picture.Width, picture.Height));
        Assert.True(picture.Pixels[0] > 200 && picture.Pixels[2] < 50);
        Assert.True(picture.Pixels[^3] < 50 && picture.Pixels[^1] > 200);
    }

    /// <summary>Where the stored left, which is red, lies when the picture is looked at, by EXIF orientation.</summary>
    [Theory]
    [InlineData(1, "left")]
    [InlineData(2, "right")]
    [InlineData(3, "right")]
    [InlineData(4, "left")]
    [InlineData(5, "top")]
    [InlineData(6, "top")]
    [InlineData(7, "bottom")]
    [InlineData(8, "bottom")]
    public async Task A_photograph_is_turned_as_its_metadata_says(byte orientation, string side)
    {
        var file = TestPictures.Turned(64, 32, orientation);
        var turned = side is "top" or "bottom";
        Assert.Equal(turned ? (32, 64) : (64, 32), (PictureFile.Inspect(file)!.Width, PictureFile.Inspect(file)!.Height));
        var picture = (await PictureFile.ReadAsync(file, 16, 16, default))!;
        (int X, int Y) red = side switch { "left" => (3, 8), "right" => (12, 8), "top" => (8, 3), _ => (8, 12) };
        var (blueX, blueY) = (15 - red.X, 15 - red.Y);
        Assert.True(picture.Pixels[(red.Y * 16 + red.X) * 3] > 180, side);
        Assert.True(picture.Pixels[(blueY * 16 + blueX) * 3 + 2] > 180, side);
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_is_not_opened()
    {
        Assert.Null(PictureFile.Inspect([]));
        Assert.Null(PictureFile.Inspect("GIF89a and so on"u8.ToArray()));
        Assert.Null(PictureFile.Inspect("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()));

        // The header alone promises 30,000 x 30,000 pixels: nothing of that size may be allocated.
        var huge = TestPictures.Png(8, 8);
        for (var at = 16; at < 24; at += 4) System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(at), 30_000);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Null(PictureFile.Inspect(huge));
        Assert.Null(await PictureFile.ReadAsync(huge, 8, 8, default));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1_000_000);
    }

    [Fact]
    public async Task Many_take_turns_and_nobody_waits_longer_than_they_want()
    {
        var file = TestPictures.Png(40, 20);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => PictureFile.ReadAsync(file, 8, 8, default)))), Assert.NotNull);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PictureFile.ReadAsync(file, 8, 8, new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PictureFile.ReadViewsAsync(file, new CancellationToken(true)));
        Assert.Single(await PictureFile.ReadViewsAsync(file, default));
    }

    [Fact]
    public async Task Damaged_files_give_a_picture_or_nothing()
    {
        byte[][] files = [TestPictures.Png(16, 8), TestPictures.Encode(16, 8, SKEncodedImageFormat.Jpeg), TestPictures.Encode(16, 8, SKEncodedImageFormat.Webp)];
        var damaged = from file in Gen.Int[0, 2].Select(i => files[i])
                      from length in Gen.Int[0, file.Length]
                      from at in Gen.Int[0, file.Length - 1]
                      from value in Gen.Byte
                      select (file, length, at, value);
        await damaged.SampleAsync(async damage =>
        {
            var bytes = damage.file[..damage.length];
            if (damage.at < bytes.Length) bytes[damage.at] = damage.value;
            PictureFile.Inspect(bytes);
            var picture = await PictureFile.ReadAsync(bytes, 8, 8, default);
            Assert.True(picture is null || picture.Pixels.Length == 8 * 8 * 3);
        }, iter: 500);
    }
}
