namespace MuseSpark.Inference.Tests;

public class SeededRandomTests
{
    // From a line-by-line transcription to Python of splitmix64.c and xoshiro256plusplus.c (Blackman and Vigna, prng.di.unimi.it).
    [Theory]
    [InlineData(0UL, new ulong[] { 0x53175D61490B23DF, 0x61DA6F3DC380D507, 0x5C0FDF91EC9A7BFC, 0x2EEBF8C3BBE5E1A })]
    [InlineData(42UL, new ulong[] { 0xD0764D4F4476689F, 0x519E4174576F3791, 0xFBE07CFB0C24ED8C, 0xB37D9F600CD835B8 })]
    [InlineData(18446744073709551615UL, new ulong[] { 0x56CCF8CE948E27B2, 0xE68588432E5A5B90, 0xE3E9B5A48119CA8B, 0x460F19495532AE73 })]
    public void Bits_are_those_of_the_published_generator(ulong seed, ulong[] expected)
    {
        var random = new SeededRandom(seed);
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Normals_have_mean_zero_and_variance_one()
    {
        var values = new float[100_001];
        new SeededRandom(7).FillNormal(values);
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(v => v * v), 0.02);
        Assert.Equal(3, values.Average(v => Math.Pow(v, 4)), 0.1);
        Assert.All(values, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void An_odd_count_of_normals_starts_like_the_even_one()
    {
        var (odd, even) = (new float[7], new float[8]);
        new SeededRandom(3).FillNormal(odd);
        new SeededRandom(3).FillNormal(even);
        Assert.Equal(odd, even[..7]);
    }

    [Fact]
    public void Uniform_numbers_stay_below_one()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 100_000; i++) Assert.InRange(random.NextDouble(), 0, 1 - 1.0 / (1UL << 53));
    }
}
