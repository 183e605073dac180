namespace MuseSpark.Provenance.Watermarks;

/// <summary>How likely chance alone gives as much: the right tails of two distributions.</summary>
internal static class Tail
{
    /// <summary>P(Z >= z) of a unit normal; relative error below 1e-9 up to z = 30.</summary>
    public static double Normal(double z)
    {
        if (z < 0) return 1 - Normal(-z);
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z >= 2.5)
        {
            // Laplace's continued fraction: density / (z + 1 / (z + 2 / (z + 3 / ...)))
            var fraction = z;
            for (var k = 150; k >= 1; k--) fraction = z + k / fraction;
            return density / fraction;
        }
        // 1/2 - density (z + z^3 / 3 + z^5 / (3 5) + ...), Marsaglia 2004
        double sum = z, term = z;
        for (var k = 3; term > 1e-18 * sum; k += 2) sum += term *= z * z / k;
        return 0.5 - density * sum;
    }

    /// <summary>P(X >= <paramref name="hits"/>) of <paramref name="tries"/> independent tries that each hit with <paramref name="chance"/>. O(tries).</summary>
    public static double Binomial(int hits, int tries, double chance)
    {
        if (hits <= 0) return 1;
        if (hits > tries) return 0;
        var log = hits * Math.Log(chance) + (tries - hits) * Math.Log(1 - chance);
        for (var i = 1; i <= hits; i++) log += Math.Log((tries - hits + i) / (double)i);
        double term = 1, sum = 1;
        for (var k = hits; k < tries; k++) sum += term *= (tries - k) * chance / ((k + 1) * (1 - chance));
        return Math.Min(1, Math.Exp(log + Math.Log(sum)));
    }
}
