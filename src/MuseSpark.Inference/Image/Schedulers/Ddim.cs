// Song, Meng, Ermon 2020, "Denoising Diffusion Implicit Models", https://arxiv.org/abs/2010.02502 (eq. 12 with eta = 0).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

public sealed class Ddim : IScheduler
{
    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly int[] _timesteps;
    private readonly double _finalAlphaBar;
    private readonly float _clip;

    /// <exception cref="ModelException">More steps than trained, or a config that has no finite answer.</exception>
    public Ddim(SchedulerConfig config, int steps)
    {
        _schedule = NoiseSchedule.From(config);
        NoiseSchedule.RequireSteps(steps, _schedule.Length);
        _prediction = config.Prediction;
        _finalAlphaBar = config.SetAlphaToOne == false ? _schedule.AlphaBar(0) : 1;
        _clip = config.ClipSample == false ? float.PositiveInfinity : (float)(config.ClipSampleRange ?? 1);

        var timesteps = _schedule.Timesteps(config.SpacingOr(TimestepSpacing.Leading), steps, config.StepsOffset ?? 0);
        _timesteps = [.. timesteps.Select(t => (int)Math.Round(t))];
        Timesteps = [.. _timesteps.Select(t => (float)t)];
        if (_prediction == PredictionType.Epsilon && _schedule.AlphaBar(_timesteps[0]) == 0)
            throw new ModelException("rescale_betas_zero_snr needs prediction_type v_prediction with DDIM; choose another scheduler.");
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma => 1;

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        var alphaBar = _schedule.AlphaBar(_timesteps[index]);
        var nextAlphaBar = index + 1 < _timesteps.Length ? _schedule.AlphaBar(_timesteps[index + 1]) : _finalAlphaBar;
        float a = (float)Math.Sqrt(alphaBar), s = (float)Math.Sqrt(1 - alphaBar);
        float nextA = (float)Math.Sqrt(nextAlphaBar), nextS = (float)Math.Sqrt(1 - nextAlphaBar);

        for (var i = 0; i < sample.Length; i++)
        {
            var (x, p) = (sample[i], prediction[i]);
            var (x0, e) = _prediction == PredictionType.Epsilon
                ? ((x - s * p) / a, p)
                : (a * x - s * p, a * p + s * x);
            sample[i] = nextA * Math.Clamp(x0, -_clip, _clip) + nextS * e;
        }
    }
}
