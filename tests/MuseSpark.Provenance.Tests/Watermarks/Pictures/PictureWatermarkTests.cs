using System.Security.Cryptography;
using MuseSpark.Provenance.Watermarks.Pictures;

namespace MuseSpark.Provenance.Tests.Watermarks.Pictures;

public class PictureWatermarkTests
{
    private const ulong Id = 0x12_3456_789A;

    private static readonly PictureWatermark Watermark = new(SHA256.HashData("one"u8));

    public static TheoryData<int, int> Sizes => new()
    {
        { 64, 64 }, { 128, 128 }, { 256, 256 }, { 512, 512 }, { 1024, 1024 }, { 100, 100 }, { 129, 300 }, { 640, 427 }, { 333, 777 }, { 1200, 130 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void A_marked_picture_is_read_and_looks_the_same(int width, int height)
    {
        var picture = Drawn.Scene(1, width, height);
        var marked = Watermark.Mark(picture, width, height, Id);
        Assert.Equal(MarkOutcome.Marked, marked.Outcome);
        Assert.InRange(marked.Psnr, 42, 60);
        Assert.Equal(marked.Psnr, Psnr(picture, marked.Pixels), 1e-6);
        Assert.Equal((Id, PictureMarkFound.Directly), Watermark.Read(marked.Pixels, width, height) is { } read ? (read.Id, read.Found) : default);
    }

    [Fact]
    public void Marking_is_deterministic_and_leaves_the_original()
    {
        var picture = Drawn.Scene(2, 256, 256);
        byte[] copy = [.. picture];
        Assert.Equal(Watermark.Mark(picture, 256, 256, 7).Pixels, Watermark.Mark(picture, 256, 256, 7).Pixels);
        Assert.Equal(copy, picture);
    }

    [Fact]
    public void Unmarked_pictures_and_other_keys_read_nothing()
    {
        var other = new PictureWatermark(SHA256.HashData("other"u8));
        for (var seed = 0; seed < 10; seed++)
        {
            var picture = Drawn.Scene(seed, 160, 128);
            Assert.Null(Watermark.Read(picture, 160, 128));
            Assert.Null(other.Read(Watermark.Mark(picture, 160, 128, Id).Pixels, 160, 128));
        }
    }

    [Fact]
    public void Flat_pictures_are_not_marked_and_say_so()
    {
        foreach (var level in new byte[] { 0, 90, 255 })
        {
            var flat = Drawn.Flat(128, 128, level);
            var marked = Watermark.Mark(flat, 128, 128, Id);
            Assert.Equal(MarkOutcome.TooFlat, marked.Outcome);
            Assert.Equal(flat, marked.Pixels);
            Assert.Null(Watermark.Read(flat, 128, 128));
        }
    }

    [Fact]
    public void Black_and_white_without_room_are_not_marked_and_say_so()
    {
        // Each half is beyond what clamping leaves room for.
        var picture = Drawn.Flat(128, 128, 255);
        picture.AsSpan(0, picture.Length / 2).Clear();
        var marked = Watermark.Mark(picture, 128, 128, Id);
        Assert.True(marked.Outcome == MarkOutcome.Marked ? Watermark.Read(marked.Pixels, 128, 128)?.Id == Id : marked.Pixels.SequenceEqual(picture));
    }

    [Theory]
    [InlineData(1.1, 0)]
    [InlineData(0.9, 0)]
    [InlineData(1, 20)]
    [InlineData(1, -20)]
    [InlineData(0.85, 12)]
    public void Another_brightness_is_seen_through(double gain, int offset)
    {
        var marked = Watermark.Mark(Drawn.Scene(3, 512, 512), 512, 512, Id).Pixels;
        byte[] changed = [.. marked.Select(v => (byte)Math.Clamp(Math.Round(v * gain + offset), 0, 255))];
        Assert.Equal(Id, Watermark.Read(changed, 512, 512)?.Id);
    }

    [Theory]
    [InlineData(512, 37, 61, 300, 256)]
    [InlineData(512, 5, 200, 200, 200)]
    [InlineData(1024, 101, 333, 512, 600)]
    public void A_piece_is_enough(int size, int left, int top, int width, int height)
    {
        var marked = Watermark.Mark(Drawn.Scene(4, size, size), size, size, Id).Pixels;
        var piece = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            marked.AsSpan(((top + y) * size + left) * 3, width * 3).CopyTo(piece.AsSpan(y * width * 3));
        Assert.Equal(Id, Watermark.Read(piece, width, height)?.Id);
    }

    /// <summary>Each result pixel is the mean of what it covers, or the nearest where it is enlarged.</summary>
    [Theory]
    [InlineData(512, 256)]
    [InlineData(512, 400)]
    [InlineData(512, 1024)]
    [InlineData(1024, 300)]
    [InlineData(256, 200)]
    public void Scaling_is_survived(int from, int to)
    {
        var marked = Watermark.Mark(Drawn.Scene(5, from, from), from, from, Id).Pixels;
        var scaled = new byte[to * to * 3];
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < to; y++)
                for (var x = 0; x < to; x++)
                {
                    int left = x * from / to, right = Math.Max(left + 1, (x + 1) * from / to), top = y * from / to, bottom = Math.Max(top + 1, (y + 1) * from / to);
                    var sum = 0;
                    for (var v = top; v < bottom; v++)
                        for (var u = left; u < right; u++) sum += marked[(v * from + u) * 3 + c];
                    scaled[(y * to + x) * 3 + c] = (byte)(sum / ((right - left) * (bottom - top)));
                }
        Assert.Equal(Id, Watermark.Read(scaled, to, to)?.Id);
    }

    /// <summary>A tenth off two edges, then scaled: neither the place nor the size of the blocks is known any more.</summary>
    [Theory]
    [InlineData(256, 0.75)]
    [InlineData(256, 1.3)]
    [InlineData(512, 0.6)]
    [InlineData(512, 0.9)]
    public void A_piece_that_was_scaled_is_enough(int size, double scale)
    {
        var marked = Watermark.Mark(Drawn.Scene(6, size, size), size, size, Id).Pixels;
        int cut = size / 10, from = size - cut, to = (int)(from * scale);
        var plane = new float[3][];
        for (var c = 0; c < 3; c++)
        {
            var values = new float[size * size];
            for (var i = 0; i < values.Length; i++) values[i] = marked[i * 3 + c];
            plane[c] = new LumaPlane(size, size, values).Cut(cut, cut, from, from, to, to).Values;
        }
        var piece = new byte[to * to * 3];
        for (var i = 0; i < piece.Length; i++) piece[i] = (byte)Math.Round(plane[i % 3][i / 3]);
        Assert.Equal((Id, PictureMarkFound.InScaledPiece), Watermark.Read(piece, to, to) is { } found ? (found.Id, found.Found) : default);
    }

    /// <summary>The larger a picture is shown, the fainter a mark has to be where nothing hides it.</summary>
    [Theory]
    [InlineData(128, 3)]
    [InlineData(256, 3)]
    [InlineData(512, 2)]
    public void On_flat_ground_a_mark_is_faint_and_has_no_edges(int size, int most)
    {
        var picture = new byte[size * size * 3];
        for (var i = 0; i < picture.Length; i++) picture[i] = (byte)(90 + 100 * (i / 3 / size) / size);
        var marked = Watermark.Mark(picture, size, size, Id);
        Assert.Equal(MarkOutcome.Marked, marked.Outcome);
        int Change(int x, int y) => marked.Pixels[(y * size + x) * 3] - picture[(y * size + x) * 3];
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                Assert.InRange(Change(x, y), -most - 1, most + 1);
                if (x > 0) Assert.InRange(Math.Abs(Change(x, y) - Change(x - 1, y)), 0, 2);
            }
    }

    [Theory]
    [InlineData(63, 64)]
    [InlineData(64, 4097)]
    [InlineData(0, 0)]
    [InlineData(-128, -128)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(65536, 65536)]
    public void Sizes_out_of_range_are_refused_with_a_sentence(int width, int height)
    {
        Assert.Contains("64 to 4096", Assert.Throws<ArgumentException>(() => Watermark.Mark(new byte[12], width, height, 1)).Message);
        Assert.Contains("64 to 4096", Assert.Throws<ArgumentException>(() => Watermark.Read(new byte[12], width, height)).Message);
    }

    [Fact]
    public void Bytes_that_are_not_the_picture_and_ids_that_do_not_fit_are_refused()
    {
        Assert.Contains("12288 bytes", Assert.Throws<ArgumentException>(() => Watermark.Read(new byte[12287], 64, 64)).Message);
        Assert.Contains("40 bits", Assert.Throws<ArgumentException>(() => Watermark.Mark(new byte[12288], 64, 64, 1UL << 40)).Message);
        Assert.Contains("32 bytes", Assert.Throws<ArgumentException>(() => new PictureWatermark(new byte[31])).Message);
    }

    private static double Psnr(byte[] a, byte[] b) => 10 * Math.Log10(255.0 * 255 / a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average());
}
