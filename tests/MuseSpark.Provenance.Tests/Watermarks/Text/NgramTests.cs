using MuseSpark.Provenance.Watermarks.Text;

namespace MuseSpark.Provenance.Tests.Watermarks.Text;

public class NgramTests
{
    /// <summary>The reference implementation's vector for 20 bytes: key 00 01 .. 0f, message 00 01 .. 13, result 98 ee a2 1a f2 5c d6 be.</summary>
    [Fact]
    public void It_is_the_published_SipHash()
    {
        var ngram = new Ngram(new(0x0706050403020100, 0x0f0e0d0c0b0a0908), [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c]);
        Assert.Equal(0xbed65cf21aa2ee98, ngram.With(0x13121110));
    }

    [Fact]
    public void Each_token_of_the_context_counts()
    {
        int[] context = [1, 2, 3, 4];
        var draws = new HashSet<ulong> { new Ngram(new(5, 6), context).With(9) };
        for (var i = 0; i < 4; i++)
        {
            int[] other = [.. context];
            other[i] = 7;
            Assert.True(draws.Add(new Ngram(new(5, 6), other).With(9)));
        }
        Assert.True(draws.Add(new Ngram(new(5, 7), context).With(9)));
    }
}
