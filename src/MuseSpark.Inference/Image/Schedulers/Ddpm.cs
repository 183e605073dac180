// Ho, Jain, Abbeel 2020, "Denoising Diffusion Probabilistic Models", https://arxiv.org/abs/2006.11239 (eq. 7).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

public sealed class Ddpm : IScheduler
{
    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly int[] _timesteps;
    private readonly float _clip;
    private readonly bool _large;
    private float[] _noise = [];

    /// <exception cref="ModelException">More steps than trained, or a config that has no finite answer.</exception>
    public Ddpm(SchedulerConfig config, int steps)
    {
        _schedule = NoiseSchedule.From(config);
        NoiseSchedule.RequireSteps(steps, _schedule.Length);
        _prediction = config.Prediction;
        _clip = config.ClipSample == false ? float.PositiveInfinity : (float)(config.ClipSampleRange ?? 1);
        _large = config.VarianceType switch
        {
            null or "fixed_small" => false,
            "fixed_large" => true,
            _ => throw SchedulerConfig.Unknown("variance_type", config.VarianceType, "fixed_small or fixed_large"),
        };
        _timesteps = [.. _schedule.Timesteps(config.SpacingOr(TimestepSpacing.Leading), steps, config.StepsOffset ?? 0).Select(t => (int)Math.Round(t))];
        Timesteps = [.. _timesteps.Select(t => (float)t)];
        if (_prediction == PredictionType.Epsilon && _schedule.AlphaBar(_timesteps[0]) == 0)
            throw new ModelException("rescale_betas_zero_snr needs prediction_type v_prediction with DDPM; choose another scheduler.");
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma => 1;

    /// <summary>sqrt(abar) and sqrt(1 - abar).</summary>
    public (float Signal, float Noise) Shares(int index)
    {
        var alphaBar = AlphaBar(index);
        return (MathF.Sqrt(alphaBar), MathF.Sqrt(1 - alphaBar));
    }

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean)
    {
        var (a, s) = Shares(index);
        for (var i = 0; i < sample.Length; i++) clean[i] = Clean(sample[i], prediction[i], a, s);
    }

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        // In single precision at every operation: near the picture the published numbers come from how 1 - abar rounds there.
        float alphaBar = AlphaBar(index), next = AlphaBar(index + 1), rest = 1 - alphaBar, nextRest = 1 - next;
        float alpha = alphaBar / next, beta = 1 - alpha;
        float ofClean = MathF.Sqrt(next) * beta / rest, ofSample = MathF.Sqrt(alpha) * nextRest / rest;
        var (a, s) = Shares(index);
        for (var i = 0; i < sample.Length; i++) sample[i] = ofClean * Clean(sample[i], prediction[i], a, s) + ofSample * sample[i];
        if (index == _timesteps.Length - 1) return;

        if (_noise.Length != sample.Length) _noise = new float[sample.Length];
        noise(_noise);
        var spread = MathF.Sqrt(_large ? beta : MathF.Max(nextRest / rest * beta, 1e-20f));
        for (var i = 0; i < sample.Length; i++) sample[i] += spread * _noise[i];
    }

    private float AlphaBar(int index) => index < _timesteps.Length ? (float)_schedule.AlphaBar(_timesteps[index]) : 1;

    private float Clean(float x, float p, float a, float s) => Math.Clamp(_prediction == PredictionType.Epsilon ? (x - s * p) / a : a * x - s * p, -_clip, _clip);
}
