using MuseSpark.Web.Moderation.Transparency;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class ProportionTests
{
    // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(0, 0, 0, 1)]
    public void The_interval_is_Wilsons(int hits, int all, double low, double high)
    {
        var interval = Proportion.Interval(hits, all);
        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }
}
