namespace MuseSpark.Web.Moderation.Transparency;

/// <summary>How sure one may be of a share that was counted on some of many.</summary>
public static class Proportion
{
    /// <summary>Of the normal distribution: 95 % lie within so many standard deviations.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval, 95 % (Wilson, "Probable inference, the law of succession, and statistical inference", 1927): right also for few and for none.</summary>
    /// <returns>0 to 1 when nothing was counted.</returns>
    public static (double Low, double High) Interval(int hits, int all)
    {
        if (all == 0) return (0, 1);
        var share = hits / (double)all;
        var spread = Z * Math.Sqrt((share * (1 - share) / all) + (Z * Z / (4.0 * all * all)));
        var (middle, scale) = (share + (Z * Z / (2.0 * all)), 1 + (Z * Z / all));
        return (Math.Max(0, (middle - spread) / scale), Math.Min(1, (middle + spread) / scale));
    }
}
