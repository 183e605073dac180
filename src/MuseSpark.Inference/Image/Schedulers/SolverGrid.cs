using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Where solvers of the diffusion equation stop on their way: timesteps, and how much noise is left at each.</summary>
internal sealed class SolverGrid
{
    private readonly PredictionType _prediction;
    private readonly double[] _sigmas; // (steps + 1): noise over signal, or the noise share for flow models

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public SolverGrid(SchedulerConfig config, int steps)
    {
        NoiseSchedule.RequireSteps(steps, config.TrainSteps);
        _prediction = config.Prediction;
        EndsAtZero = config.FinalSigmasType switch
        {
            null or "zero" => true,
            "sigma_min" => false,
            _ => throw SchedulerConfig.Unknown("final_sigmas_type", config.FinalSigmasType, "zero or sigma_min"),
        };
        var (timesteps, sigmas, smallest) = _prediction == PredictionType.Flow ? Flow(config, steps) : Diffusion(config, steps);
        Timesteps = [.. timesteps.Select(t => (float)t)];
        _sigmas = [.. sigmas, EndsAtZero ? 0 : smallest];
    }

    public IReadOnlyList<float> Timesteps { get; }

    /// <summary>Whether the last step arrives at the picture itself.</summary>
    public bool EndsAtZero { get; }

    /// <summary>Shares of picture and noise: a^2 + s^2 = 1 for diffusion, a + s = 1 for flow.</summary>
    public (double A, double S) Shares(int index)
    {
        var sigma = _sigmas[index];
        if (_prediction == PredictionType.Flow) return (1 - sigma, sigma);
        var a = 1 / Math.Sqrt(sigma * sigma + 1);
        return (a, sigma * a);
    }

    /// <summary>The same in single precision, as schedulers tell it.</summary>
    public (float Signal, float Noise) SingleShares(int index)
    {
        var (a, s) = Shares(index);
        return ((float)a, (float)s);
    }

    /// <summary>ln(a / s): the time in which the equation is solved.</summary>
    public double Lambda(int index)
    {
        var (a, s) = Shares(index);
        return Math.Log(a) - Math.Log(s);
    }

    /// <summary>Writes the picture that a prediction points to.</summary>
    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean)
    {
        var (a, s) = Shares(index);
        var (ofSample, ofPrediction) = _prediction switch
        {
            PredictionType.Epsilon => (1 / a, -s / a),
            PredictionType.Velocity => (a, -s),
            _ => (1, -s),
        };
        for (var i = 0; i < sample.Length; i++) clean[i] = (float)ofSample * sample[i] + (float)ofPrediction * prediction[i];
    }

    private static (double[] Timesteps, double[] Sigmas, double Smallest) Diffusion(SchedulerConfig config, int steps)
    {
        var schedule = NoiseSchedule.From(config);
        double smallest = schedule.Sigma(0), largest = schedule.Sigma(schedule.Length - 1);
        if (config.Respaced(largest, smallest, steps) is { } respaced)
            return ([.. respaced.Select(sigma => Math.Round(schedule.TimestepOf(sigma)))], respaced, smallest);

        // One timestep more than asked, whose last (the cleanest) is where the last step arrives.
        var spacing = config.SpacingOr(TimestepSpacing.Linspace);
        var timesteps = spacing == TimestepSpacing.Trailing
            ? schedule.Timesteps(spacing, steps, 0)
            : schedule.Timesteps(spacing, steps + 1, config.StepsOffset ?? 0)[..steps];
        timesteps = [.. timesteps.Select(t => Math.Round(t))];
        return (timesteps, [.. timesteps.Select(schedule.Sigma)], smallest);
    }

    private static (double[] Timesteps, double[] Sigmas, double Smallest) Flow(SchedulerConfig config, int steps)
    {
        var shift = config.FlowShift ?? config.Shift ?? 1;
        double Shifted(double sigma) => shift * sigma / (1 + (shift - 1) * sigma);
        // Starts just below 1, where the share of the picture would be 0 and lambda infinite.
        var largest = 1 - 1.0 / config.TrainSteps;
        double[] sigmas = [.. Enumerable.Range(0, steps).Select(i => Shifted(NoiseSchedule.Between(largest, 0, i, steps + 1)))];
        return ([.. sigmas.Select(sigma => sigma * config.TrainSteps)], sigmas, Shifted(1.0 / config.TrainSteps));
    }
}
