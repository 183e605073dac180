using MuseSpark.Provenance.Watermarks;

namespace MuseSpark.Provenance.Tests.Watermarks;

public class TailTests
{
    /// <summary>Values of the tables in Abramowitz and Stegun, 26.1 and 26.2, and of the asymptotic series.</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.158655253931457)]
    [InlineData(-1, 0.841344746068543)]
    [InlineData(2, 0.0227501319481792)]
    [InlineData(3, 1.34989803163009e-3)]
    [InlineData(5, 2.86651571879194e-7)]
    [InlineData(10, 7.61985302416053e-24)]
    public void The_normal_tail_is_that_of_the_tables(double z, double expected) => Assert.Equal(1, Tail.Normal(z) / expected, 1e-9);

    [Theory]
    [InlineData(0, 4, 0.5, 1)]
    [InlineData(1, 4, 0.5, 15 / 16.0)]
    [InlineData(4, 4, 0.5, 1 / 16.0)]
    [InlineData(5, 4, 0.5, 0)]
    [InlineData(2, 3, 0.25, 10 / 64.0)]
    public void The_binomial_tail_counts(int hits, int tries, double chance, double expected) => Assert.Equal(expected, Tail.Binomial(hits, tries, chance), 1e-12);

    [Fact]
    public void Of_many_tries_the_binomial_tail_is_nearly_normal()
    {
        Assert.Equal(1, Tail.Binomial(8192 + 192, 16384, 0.5) / Tail.Normal((192 - 0.5) / 64.0), 0.01);
        Assert.InRange(Tail.Binomial(16000, 16384, 0.5), 0, 1e-300);
    }
}
