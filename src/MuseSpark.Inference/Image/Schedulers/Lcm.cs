// Luo et al. 2023, "Latent Consistency Models", https://arxiv.org/abs/2310.04378 (Algorithm 2, multistep consistency sampling).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

public sealed class Lcm : IScheduler
{
    private const double SigmaData = 0.5;

    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly int[] _timesteps;
    private readonly double _timestepScaling;
    private readonly float _clip;
    private float[] _noise = [];

    /// <exception cref="ModelException">More steps than the model was distilled to, or an unknown setting.</exception>
    public Lcm(SchedulerConfig config, int steps)
    {
        // Consistency models are distilled from Stable Diffusion, so its betas are the default.
        _schedule = NoiseSchedule.From(config with
        {
            BetaStart = config.BetaStart ?? 0.00085,
            BetaEnd = config.BetaEnd ?? 0.012,
            BetaSchedule = config.BetaSchedule ?? "scaled_linear",
        });
        _prediction = config.Prediction;
        _timestepScaling = config.TimestepScaling ?? 10;
        _clip = config.ClipSample == true ? (float)(config.ClipSampleRange ?? 1) : float.PositiveInfinity;

        var original = config.OriginalInferenceSteps ?? 50;
        if (original < 1 || original > _schedule.Length)
            throw SchedulerConfig.Unknown("original_inference_steps", original, $"1 to {_schedule.Length}");
        NoiseSchedule.RequireSteps(steps, original);

        // The teacher's grid k - 1, 2k - 1, ... with k = T / original, walked downwards in even strides.
        var k = _schedule.Length / original;
        _timesteps = [.. Enumerable.Range(0, steps).Select(i => (original - i * original / steps) * k - 1)];
        Timesteps = [.. _timesteps.Select(t => (float)t)];
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma => 1;

    public (float Signal, float Noise) Shares(int index)
    {
        var alphaBar = _schedule.AlphaBar(_timesteps[index]);
        return ((float)Math.Sqrt(alphaBar), (float)Math.Sqrt(1 - alphaBar));
    }

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean)
    {
        var t = _timesteps[index];
        var (a, s) = Shares(index);

        // Boundary condition: at t = 0 the consistency function is the identity.
        double scaledT = t * _timestepScaling, spread = scaledT * scaledT + SigmaData * SigmaData;
        float skip = (float)(SigmaData * SigmaData / spread), output = (float)(scaledT / Math.Sqrt(spread));
        for (var i = 0; i < sample.Length; i++)
        {
            var (x, p) = (sample[i], prediction[i]);
            var x0 = _prediction == PredictionType.Epsilon ? (x - s * p) / a : a * x - s * p;
            clean[i] = output * Math.Clamp(x0, -_clip, _clip) + skip * x;
        }
    }

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        Estimate(index, prediction, sample, sample);
        if (index + 1 == _timesteps.Length)
            return;

        if (_noise.Length != sample.Length)
            _noise = new float[sample.Length];
        noise(_noise);
        var (nextA, nextS) = Shares(index + 1);
        for (var i = 0; i < sample.Length; i++)
            sample[i] = nextA * sample[i] + nextS * _noise[i];
    }
}
