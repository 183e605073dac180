using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>
/// How much of the picture is left at each trained timestep t: x_t = sqrt(abar_t) x0 + sqrt(1 - abar_t) noise,
/// with abar_t the product of (1 - beta) up to t, and sigma_t = sqrt((1 - abar_t) / abar_t).
/// </summary>
public sealed class NoiseSchedule
{
    private readonly double[] _alphaBars; // (T), falling from nearly 1 to nearly 0

    private NoiseSchedule(double[] alphaBars) => _alphaBars = alphaBars;

    /// <value>T, the number of trained timesteps.</value>
    public int Length => _alphaBars.Length;

    /// <param name="config">Null betas take the defaults of Ho et al. 2020.</param>
    /// <exception cref="ModelException">Unknown schedule, or betas outside 0..1.</exception>
    public static NoiseSchedule From(SchedulerConfig config)
    {
        double start = config.BetaStart ?? 0.0001, end = config.BetaEnd ?? 0.02;
        if (!(start > 0 && start <= end && end < 1))
            throw SchedulerConfig.Unknown("beta_start, beta_end", $"{start}, {end}", "0 < beta_start <= beta_end < 1");

        var length = config.TrainSteps;
        Func<int, double> beta = config.BetaSchedule switch
        {
            null or "linear" => i => Between(start, end, i, length),
            "scaled_linear" => i => Math.Pow(Between(Math.Sqrt(start), Math.Sqrt(end), i, length), 2),
            "squaredcos_cap_v2" => i => Math.Min(1 - Cosine(i + 1, length) / Cosine(i, length), 0.999),
            _ => throw SchedulerConfig.Unknown("beta_schedule", config.BetaSchedule, "linear, scaled_linear or squaredcos_cap_v2"),
        };

        // Betas are single precision in the trained models; their product must not be.
        var alphaBars = new double[length];
        var product = 1.0;
        for (var i = 0; i < length; i++)
            alphaBars[i] = product *= 1f - (float)beta(i);

        if (config.RescaleBetasZeroSnr == true && length > 1)
            RescaleToZeroSnr(alphaBars);
        return new NoiseSchedule(alphaBars);
    }

    public double AlphaBar(int t) => _alphaBars[t];

    /// <summary>Noise over signal at a whole or fractional timestep, interpolated linearly.</summary>
    public double Sigma(double t)
    {
        var low = Math.Min((int)t, Length - 1);
        var high = Math.Min(low + 1, Length - 1);
        return Between(SigmaAt(low), SigmaAt(high), t - low, 2);
    }

    /// <summary>The fractional timestep of a noise level, interpolated in log sigma.</summary>
    public double TimestepOf(double sigma)
    {
        var log = Math.Log(sigma);
        int low = 0, above = Length - 1; // the last index at most T - 2 whose sigma is not above
        while (above - low > 1)
        {
            var middle = (low + above) / 2;
            if (Math.Log(SigmaAt(middle)) <= log)
                low = middle;
            else
                above = middle;
        }

        double logLow = Math.Log(SigmaAt(low)), logHigh = Math.Log(SigmaAt(Math.Min(low + 1, Length - 1)));
        return logHigh > logLow ? low + Math.Clamp((log - logLow) / (logHigh - logLow), 0, 1) : low;
    }

    /// <summary><paramref name="count"/> timesteps, descending; linspace ones are fractional.</summary>
    public double[] Timesteps(TimestepSpacing spacing, int count, int offset)
    {
        var timesteps = new double[count];
        for (var i = 0; i < count; i++)
        {
            timesteps[i] = spacing switch
            {
                TimestepSpacing.Leading => Math.Min((count - 1 - i) * (Length / count) + offset, Length - 1),
                TimestepSpacing.Trailing => Math.Round(Length - (double)i * Length / count) - 1,
                _ => Between(0, Length - 1, count - 1 - i, count),
            };
        }
        return timesteps;
    }

    /// <summary>Noise levels spaced evenly in sigma^(1/7), from <paramref name="max"/> to <paramref name="min"/> (Karras et al. 2022, eq. 5).</summary>
    public static double[] KarrasSigmas(double max, double min, int count)
    {
        const double rho = 7;
        double from = Math.Pow(max, 1 / rho), to = Math.Pow(min, 1 / rho);
        var sigmas = new double[count];
        for (var i = 0; i < count; i++)
            sigmas[i] = Math.Pow(Between(from, to, i, count), rho);
        return sigmas;
    }

    /// <summary>Noise levels spaced evenly in their logarithm, from <paramref name="max"/> to <paramref name="min"/> (Lu et al. 2022, section 4.1).</summary>
    public static double[] ExponentialSigmas(double max, double min, int count)
    {
        var sigmas = new double[count];
        for (var i = 0; i < count; i++)
            sigmas[i] = Math.Exp(Between(Math.Log(max), Math.Log(min), i, count));
        return sigmas;
    }

    /// <exception cref="ModelException"><paramref name="count"/> is not in 1 to <paramref name="most"/>.</exception>
    public static void RequireSteps(int count, int most)
    {
        if (count < 1 || count > most)
            throw new ModelException($"This model takes 1 to {most} steps with this scheduler, not {count}.");
    }

    /// <summary>Value <paramref name="i"/> of <paramref name="count"/> evenly spaced ones; a single one is <paramref name="first"/>.</summary>
    public static double Between(double first, double last, double i, int count) =>
        count == 1 ? first : first + (last - first) * i / (count - 1);

    private double SigmaAt(int t)
    {
        // With zero terminal SNR abar ends at 0, and sigma would be infinite: 2^-24 as k-diffusion does.
        var alphaBar = Math.Max(_alphaBars[t], 1.0 / (1 << 24));
        return Math.Sqrt((1 - alphaBar) / alphaBar);
    }

    private static double Cosine(int i, int length) => Math.Pow(Math.Cos(((double)i / length + 0.008) / 1.008 * Math.PI / 2), 2);

    /// <summary>Shifts and scales sqrt(abar) so that it starts where it did and ends at 0 (Lin et al. 2023).</summary>
    private static void RescaleToZeroSnr(double[] alphaBars)
    {
        double first = Math.Sqrt(alphaBars[0]), last = Math.Sqrt(alphaBars[^1]);
        for (var i = 0; i < alphaBars.Length; i++)
            alphaBars[i] = Math.Pow((Math.Sqrt(alphaBars[i]) - last) * first / (first - last), 2);
    }
}
