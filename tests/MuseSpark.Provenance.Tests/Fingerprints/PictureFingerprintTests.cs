using MuseSpark.Provenance.Fingerprints;
using MuseSpark.Provenance.Tests.Watermarks.Pictures;

namespace MuseSpark.Provenance.Tests.Fingerprints;

public class PictureFingerprintTests
{
    [Fact]
    public void Other_sizes_and_brightness_change_few_bits_and_other_pictures_many()
    {
        var hashes = new List<ulong>();
        for (var seed = 0; seed < 10; seed++)
        {
            var hash = PictureFingerprint.Of(Drawn.Scene(seed, 200, 150, grain: 0), 200, 150);
            var larger = PictureFingerprint.Of(Drawn.Scene(seed, 333, 250, grain: 4), 333, 250);
            byte[] brighter = [.. Drawn.Scene(seed, 200, 150, grain: 0).Select(v => (byte)Math.Min(255, v * 1.1 + 8))];
            Assert.InRange(HammingBands.Distance(hash, larger), 0, PictureFingerprint.SimilarDistance);
            Assert.InRange(HammingBands.Distance(hash, PictureFingerprint.Of(brighter, 200, 150)), 0, PictureFingerprint.SimilarDistance);
            Assert.All(hashes, other => Assert.InRange(HammingBands.Distance(hash, other), 8, 56));
            hashes.Add(hash);
        }
    }

    /// <summary>Of the cosine transform of a wave, only its own frequency is above the median, or below for the opposite wave.</summary>
    [Theory]
    [InlineData(1, 0), InlineData(0, 3), InlineData(7, 7)]
    public void A_wave_sets_the_bit_of_its_frequency(int u, int v)
    {
        var pixels = new byte[32 * 32 * 3];
        for (var i = 0; i < 32 * 32; i++)
            pixels.AsSpan(i * 3, 3).Fill((byte)Math.Round(128 + 100 * Math.Cos(Math.PI / 32 * (i % 32 + 0.5) * u) * Math.Cos(Math.PI / 32 * (i / 32 + 0.5) * v)));
        var hash = PictureFingerprint.Of(pixels, 32, 32);
        Assert.Equal(1UL, hash >> v * 8 + u & 1);
        Assert.Equal(0UL, hash & 1);
    }

    [Theory]
    [InlineData(7, 100, 2100), InlineData(0, 0, 0), InlineData(-8, -8, 192), InlineData(16385, 8, 393240), InlineData(8, 8, 191), InlineData(65536, 65536, 0)]
    public void Sizes_out_of_range_are_refused_with_a_sentence(int width, int height, int bytes) =>
        Assert.Contains("pixels", Assert.Throws<ArgumentException>(() => PictureFingerprint.Of(new byte[bytes], width, height)).Message);

    [Fact]
    public void The_smallest_and_a_flat_picture_have_one_too()
    {
        Assert.Equal(PictureFingerprint.Of(new byte[8 * 8 * 3], 8, 8), PictureFingerprint.Of(new byte[64 * 9 * 3], 64, 9));
    }
}
