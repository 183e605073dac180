// Lu et al. 2022, "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models", https://arxiv.org/abs/2211.01095 (2M: eq. 3.8 and Algorithm 2).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Second order from the last two predictions, so still one model call a step.</summary>
public sealed class DpmSolver : IScheduler
{
    private readonly SolverGrid _grid;
    private readonly int _order;
    private readonly bool _heun, _firstOrderLast;
    private float[] _x0 = [], _previousX0 = [];
    private bool _started;

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public DpmSolver(SchedulerConfig config, int steps)
    {
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
        _grid = new SolverGrid(config, steps);
        _firstOrderLast = _grid.EndsAtZero || config.EulerAtFinal == true || (config.LowerOrderFinal != false && steps < 15);
    }

    public IReadOnlyList<float> Timesteps => _grid.Timesteps;

    public float InitialNoiseSigma => 1;

    public (float Signal, float Noise) Shares(int index) => _grid.SingleShares(index);

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean) => _grid.Estimate(index, prediction, sample, clean);

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        if (_x0.Length != sample.Length)
            (_x0, _previousX0) = (new float[sample.Length], new float[sample.Length]);
        (_x0, _previousX0) = (_previousX0, _x0);
        Estimate(index, prediction, sample, _x0);
        var hasPrevious = _started;
        _started = true;

        // x' = (s'/s) x - a' (exp(-h) - 1) D, where h = lambda' - lambda, lambda = ln(a / s), and D is the
        // prediction, or its extrapolation from the previous one. h = 0 leaves x, h = infinity gives D.
        var (nextA, nextS) = _grid.Shares(index + 1);
        var h = _grid.Lambda(index + 1) - _grid.Lambda(index);
        if (h == 0)
            return;
        var shrink = 1 - Math.Exp(-h);
        float keep = (float)(nextS / _grid.Shares(index).S), move = (float)(nextA * shrink), bend = 0;
        var firstOrder = _order == 1 || !hasPrevious || (_firstOrderLast && index == Timesteps.Count - 1);
        if (!firstOrder && _grid.Lambda(index) - _grid.Lambda(index - 1) is var previousH and not 0)
        {
            var weight = _heun ? 1 - shrink / h : 0.5 * shrink;
            bend = (float)(nextA * weight * h / previousH);
        }

        for (var i = 0; i < sample.Length; i++)
            sample[i] = keep * sample[i] + move * _x0[i] + bend * (_x0[i] - _previousX0[i]);
    }
}
