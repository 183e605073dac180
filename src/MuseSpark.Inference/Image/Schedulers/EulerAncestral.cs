// Karras, Aittala, Aila, Laine 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", https://arxiv.org/abs/2206.00364; noise added as in ancestral sampling (Song et al. 2021, https://arxiv.org/abs/2011.13456, appendix F).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Each step goes below the next noise level and comes back up to it with new noise.</summary>
public sealed class EulerAncestral : IScheduler
{
    private readonly Euler _path;
    private float[] _noise = [];

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public EulerAncestral(SchedulerConfig config, int steps) => _path = new Euler(config, steps);

    public IReadOnlyList<float> Timesteps => _path.Timesteps;

    public float InitialNoiseSigma => _path.InitialNoiseSigma;

    public (float Signal, float Noise) Shares(int index) => _path.Shares(index);

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => _path.ScaleInput(index, sample, scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean) => _path.Estimate(index, prediction, sample, clean);

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        // up^2 = to^2 (from^2 - to^2) / from^2 and down^2 = to^2 - up^2, so that both together are the noise of the next level.
        double from = _path.Sigma(index), to = _path.Sigma(index + 1);
        var up = to * Math.Sqrt(from * from - to * to) / from;
        var down = to * to / from;
        _path.Move(index, down, prediction, sample, sample);
        if (_noise.Length != sample.Length) _noise = new float[sample.Length];
        noise(_noise);
        for (var i = 0; i < sample.Length; i++) sample[i] += (float)up * _noise[i];
    }
}
