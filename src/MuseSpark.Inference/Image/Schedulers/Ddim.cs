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

    /// <summary>sqrt(abar) and sqrt(1 - abar).</summary>
    public (float Signal, float Noise) Shares(int index)
    {
        var alphaBar = index < _timesteps.Length ? _schedule.AlphaBar(_timesteps[index]) : _finalAlphaBar;
        return ((float)Math.Sqrt(alphaBar), (float)Math.Sqrt(1 - alphaBar));
    }

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean)
    {
        var (a, s) = Shares(index);
        for (var i = 0; i < sample.Length; i++)
            clean[i] = Clean(sample[i], prediction[i], a, s);
    }

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        var (a, s) = Shares(index);
        var (nextA, nextS) = Shares(index + 1);
        for (var i = 0; i < sample.Length; i++)
        {
            var (x, p) = (sample[i], prediction[i]);
            var e = _prediction == PredictionType.Epsilon ? p : a * p + s * x;
            sample[i] = nextA * Clean(x, p, a, s) + nextS * e;
        }
    }

    private float Clean(float x, float p, float a, float s) =>
        Math.Clamp(_prediction == PredictionType.Epsilon ? (x - s * p) / a : a * x - s * p, -_clip, _clip);
}
