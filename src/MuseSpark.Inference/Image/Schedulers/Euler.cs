// Karras, Aittala, Aila, Laine 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", https://arxiv.org/abs/2206.00364 (Algorithm 1 without churn).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

public sealed class Euler : IScheduler
{
    private readonly PredictionType _prediction;
    private readonly double[] _sigmas; // (steps + 1), the last one 0

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public Euler(SchedulerConfig config, int steps)
    {
        var schedule = NoiseSchedule.From(config);
        NoiseSchedule.RequireSteps(steps, schedule.Length);
        var spacing = config.SpacingOr(TimestepSpacing.Linspace);
        var timesteps = schedule.Timesteps(spacing, steps, config.StepsOffset ?? 0);
        double[] sigmas = [.. timesteps.Select(schedule.Sigma)];
        if (config.Respaced(sigmas[0], sigmas[^1], steps) is { } respaced)
        {
            sigmas = respaced;
            timesteps = [.. sigmas.Select(schedule.TimestepOf)];
        }

        _prediction = config.Prediction;
        Timesteps = [.. timesteps.Select(t => (float)t)];
        _sigmas = [.. sigmas, 0];
        InitialNoiseSigma = (float)(spacing == TimestepSpacing.Leading ? Math.Sqrt(sigmas[0] * sigmas[0] + 1) : sigmas[0]);
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma { get; }

    public (float Signal, float Noise) Shares(int index) => (1, (float)_sigmas[index]);

    internal double Sigma(int index) => _sigmas[index];

    /// <summary>x / sqrt(sigma^2 + 1): models are trained on unit variance, this sampler works on x0 + sigma noise.</summary>
    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled)
    {
        var scale = (float)(1 / Math.Sqrt(_sigmas[index] * _sigmas[index] + 1));
        for (var i = 0; i < sample.Length; i++)
            scaled[i] = sample[i] * scale;
    }

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean) =>
        Move(index, 0, prediction, sample, clean);

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise) =>
        Move(index, _sigmas[index + 1], prediction, sample, sample);

    /// <summary>Follows the slope d = (x - x0) / sigma down to another noise level.</summary>
    internal void Move(int index, double toSigma, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> moved)
    {
        double sigma = _sigmas[index], variance = sigma * sigma + 1;
        var step = (float)(toSigma - sigma);

        // With e known, d = e. With v known, x0 = x / (sigma^2 + 1) - v sigma / sqrt(sigma^2 + 1),
        // so d = x sigma / (sigma^2 + 1) + v / sqrt(sigma^2 + 1).
        var (ofSample, ofPrediction) = _prediction == PredictionType.Epsilon
            ? (0f, 1f)
            : ((float)(sigma / variance), (float)(1 / Math.Sqrt(variance)));

        for (var i = 0; i < sample.Length; i++)
            moved[i] = sample[i] + step * (ofSample * sample[i] + ofPrediction * prediction[i]);
    }
}
