// Lu et al. 2022, "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models", https://arxiv.org/abs/2211.01095 (2M: eq. 3.8 and Algorithm 2).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Second order from the last two predictions, so still one model call a step.</summary>
public sealed class DpmSolver : IScheduler
{
    private readonly PredictionType _prediction;
    private readonly double[] _sigmas; // (steps + 1): noise over signal, or the noise share for flow models
    private readonly int _order;
    private readonly bool _heun, _firstOrderLast;
    private float[] _x0 = [], _previousX0 = [];
    private bool _started;

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public DpmSolver(SchedulerConfig config, int steps)
    {
        _prediction = config.Prediction;
        _order = config.SolverOrder ?? 2;
        if (_order is not (1 or 2))
            throw SchedulerConfig.Unknown("solver_order", _order, "1 or 2");
        if (config.AlgorithmType is not (null or "dpmsolver++"))
            throw SchedulerConfig.Unknown("algorithm_type", config.AlgorithmType, "dpmsolver++");
        _heun = config.SolverType switch
        {
            null or "midpoint" or "logrho" or "bh1" or "bh2" => false, // as the published scheduler reads its siblings' files
            "heun" => true,
            _ => throw SchedulerConfig.Unknown("solver_type", config.SolverType, "midpoint or heun"),
        };
        var endsAtZero = config.FinalSigmasType switch
        {
            null or "zero" => true,
            "sigma_min" => false,
            _ => throw SchedulerConfig.Unknown("final_sigmas_type", config.FinalSigmasType, "zero or sigma_min"),
        };
        _firstOrderLast = endsAtZero || config.EulerAtFinal == true || (config.LowerOrderFinal != false && steps < 15);

        double smallest;
        double[] sigmas, timesteps;
        NoiseSchedule.RequireSteps(steps, config.TrainSteps);
        if (_prediction == PredictionType.Flow)
        {
            (sigmas, smallest) = FlowSigmas(config, steps);
            timesteps = [.. sigmas.Select(sigma => sigma * config.TrainSteps)];
        }
        else
        {
            (timesteps, sigmas, smallest) = DiffusionSigmas(config, steps);
        }
        Timesteps = [.. timesteps.Select(t => (float)t)];
        _sigmas = [.. sigmas, endsAtZero ? 0 : smallest];
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma => 1;

    public (float Signal, float Noise) Shares(int index)
    {
        var (a, s) = AlphaSigma(_sigmas[index]);
        return ((float)a, (float)s);
    }

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean)
    {
        var (a, s) = AlphaSigma(_sigmas[index]);
        var (ofSample, ofPrediction) = _prediction switch
        {
            PredictionType.Epsilon => (1 / a, -s / a),
            PredictionType.Velocity => (a, -s),
            _ => (1, -s),
        };
        for (var i = 0; i < sample.Length; i++)
            clean[i] = (float)ofSample * sample[i] + (float)ofPrediction * prediction[i];
    }

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        if (_x0.Length != sample.Length)
            (_x0, _previousX0) = (new float[sample.Length], new float[sample.Length]);
        (_x0, _previousX0) = (_previousX0, _x0);

        var (a, s) = AlphaSigma(_sigmas[index]);
        Estimate(index, prediction, sample, _x0);
        var hasPrevious = _started;
        _started = true;

        // x' = (s'/s) x - a' (exp(-h) - 1) D, where h = lambda' - lambda, lambda = ln(a / s), and D is the
        // prediction, or its extrapolation from the previous one. h = 0 leaves x, h = infinity gives D.
        var (nextA, nextS) = AlphaSigma(_sigmas[index + 1]);
        var h = Math.Log(nextA / nextS) - Math.Log(a / s);
        if (h == 0)
            return;
        var shrink = 1 - Math.Exp(-h);
        float keep = (float)(nextS / s), move = (float)(nextA * shrink), bend = 0;
        var firstOrder = _order == 1 || !hasPrevious || (_firstOrderLast && index == Timesteps.Count - 1);
        if (!firstOrder && _sigmas[index - 1] != _sigmas[index])
        {
            var (previousA, previousS) = AlphaSigma(_sigmas[index - 1]);
            var previousH = Math.Log(a / s) - Math.Log(previousA / previousS);
            var weight = _heun ? 1 - shrink / h : 0.5 * shrink;
            bend = (float)(nextA * weight * h / previousH);
        }

        for (var i = 0; i < sample.Length; i++)
            sample[i] = keep * sample[i] + move * _x0[i] + bend * (_x0[i] - _previousX0[i]);
    }

    /// <summary>Shares of picture and noise: a^2 + s^2 = 1 for diffusion, a + s = 1 for flow.</summary>
    private (double A, double S) AlphaSigma(double sigma)
    {
        if (_prediction == PredictionType.Flow)
            return (1 - sigma, sigma);
        var a = 1 / Math.Sqrt(sigma * sigma + 1);
        return (a, sigma * a);
    }

    private static (double[] Timesteps, double[] Sigmas, double Smallest) DiffusionSigmas(SchedulerConfig config, int steps)
    {
        var schedule = NoiseSchedule.From(config);
        double smallest = schedule.Sigma(0), largest = schedule.Sigma(schedule.Length - 1);
        if (config.UseKarrasSigmas == true)
        {
            var karras = NoiseSchedule.KarrasSigmas(largest, smallest, steps);
            return ([.. karras.Select(sigma => Math.Round(schedule.TimestepOf(sigma)))], karras, smallest);
        }

        // One timestep more than asked, whose last (the cleanest) is where the last step arrives.
        var spacing = config.SpacingOr(TimestepSpacing.Linspace);
        var timesteps = spacing == TimestepSpacing.Trailing
            ? schedule.Timesteps(spacing, steps, 0)
            : schedule.Timesteps(spacing, steps + 1, config.StepsOffset ?? 0)[..steps];
        timesteps = [.. timesteps.Select(t => Math.Round(t))];
        return (timesteps, [.. timesteps.Select(schedule.Sigma)], smallest);
    }

    private static (double[] Sigmas, double Smallest) FlowSigmas(SchedulerConfig config, int steps)
    {
        var shift = config.FlowShift ?? config.Shift ?? 1;
        double Shifted(double sigma) => shift * sigma / (1 + (shift - 1) * sigma);
        // Starts just below 1, where the share of the picture would be 0 and lambda infinite.
        var largest = 1 - 1.0 / config.TrainSteps;
        return ([.. Enumerable.Range(0, steps).Select(i => Shifted(NoiseSchedule.Between(largest, 0, i, steps + 1)))],
            Shifted(1.0 / config.TrainSteps));
    }
}
