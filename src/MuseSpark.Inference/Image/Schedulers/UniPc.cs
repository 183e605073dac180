// Zhao et al. 2023, "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models", https://arxiv.org/abs/2302.04867 (Algorithms 5 and 6, B(h) = e^h - 1).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Second order, and each prediction also corrects the step that led to it, at no more model calls.</summary>
public sealed class UniPc : IScheduler
{
    private readonly SolverGrid _grid;
    private readonly int _order;
    private readonly bool _lowerLast;
    // Estimates of the picture at this step, the one before, and the one before that.
    private float[] _now = [], _before = [], _earlier = [], _last = [];
    private int _done, _usedOrder;

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public UniPc(SchedulerConfig config, int steps)
    {
        _order = config.SolverOrder ?? 2;
        if (_order is not (1 or 2)) throw SchedulerConfig.Unknown("solver_order", _order, "1 or 2");
        if (config.SolverType is not (null or "bh2" or "midpoint" or "heun" or "logrho")) throw SchedulerConfig.Unknown("solver_type", config.SolverType, "bh2");
        if (config.PredictX0 == false) throw SchedulerConfig.Unknown("predict_x0", false, "true");
        _grid = new SolverGrid(config, steps);
        _lowerLast = config.LowerOrderFinal != false || _grid.EndsAtZero;
    }

    public IReadOnlyList<float> Timesteps => _grid.Timesteps;

    public float InitialNoiseSigma => 1;

    public (float Signal, float Noise) Shares(int index) => _grid.SingleShares(index);

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean) => _grid.Estimate(index, prediction, sample, clean);

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        if (_now.Length != sample.Length)
            (_now, _before, _earlier, _last) = (new float[sample.Length], new float[sample.Length], new float[sample.Length], new float[sample.Length]);
        (_now, _before, _earlier) = (_earlier, _now, _before);
        Estimate(index, prediction, sample, _now);
        if (_done > 0) Correct(index, sample);

        sample.CopyTo(_last);
        _usedOrder = Math.Min(Math.Min(_order, _done + 1), _lowerLast ? Timesteps.Count - index : _order);
        _done++;
        var h = _grid.Lambda(index + 1) - _grid.Lambda(index);
        if (h == 0) return;
        var (nextA, nextS) = _grid.Shares(index + 1);
        var shrink = Expm1(-h);
        float keep = (float)(nextS / _grid.Shares(index).S), move = -(float)(nextA * shrink), bend = 0;
        if (_usedOrder == 2 && _grid.Lambda(index - 1) - _grid.Lambda(index) is var back and not 0) bend = -(float)(nextA * shrink * 0.5 * h / back);
        for (var i = 0; i < sample.Length; i++) sample[i] = keep * sample[i] + move * _now[i] + bend * (_before[i] - _now[i]);
    }

    /// <summary>Takes the last step again, now that the prediction at its end is known.</summary>
    private void Correct(int index, Span<float> sample)
    {
        var h = _grid.Lambda(index) - _grid.Lambda(index - 1);
        if (h == 0) return;
        var (a, s) = _grid.Shares(index);
        var shrink = Expm1(-h);
        double ofEarlier = 0, ofNow = 0.5;
        if (_usedOrder == 2 && (_grid.Lambda(index - 2) - _grid.Lambda(index - 1)) / h is var r and not 0)
        {
            // The weights that make it exact for lines and parabolas: x + y = b1, r x + y = b2.
            double phi = shrink / -h - 1, b1 = phi / shrink, b2 = (phi / -h - 0.5) * 2 / shrink;
            var x = (b1 - b2) / (1 - r);
            (ofEarlier, ofNow) = (x / r, b1 - x);
        }
        float keep = (float)(s / _grid.Shares(index - 1).S), move = -(float)(a * shrink), earlier = -(float)(a * shrink * ofEarlier), now = -(float)(a * shrink * ofNow);
        for (var i = 0; i < sample.Length; i++)
            sample[i] = keep * _last[i] + move * _before[i] + earlier * (_earlier[i] - _before[i]) + now * (_now[i] - _before[i]);
    }

    /// <summary>e^x - 1 without losing digits near 0.</summary>
    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;
}
