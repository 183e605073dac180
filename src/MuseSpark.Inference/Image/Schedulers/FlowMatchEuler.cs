// Esser et al. 2024, "Scaling Rectified Flow Transformers for High-Resolution Image Synthesis", https://arxiv.org/abs/2403.03206 (Euler on the straight path; shift of section 5.3.2).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

public sealed class FlowMatchEuler : IScheduler
{
    private readonly double[] _sigmas; // (steps + 1), from 1 to 0

    /// <exception cref="ModelException">More steps than trained, or an unknown setting.</exception>
    public FlowMatchEuler(SchedulerConfig config, int steps)
    {
        var trained = config.TrainSteps;
        NoiseSchedule.RequireSteps(steps, trained);
        var shift = config.Shift ?? 1;
        double Shifted(double sigma) => shift * sigma / (1 + (shift - 1) * sigma);

        // The published models shift twice: once the ends of the trained range, once the grid between them.
        var smallest = Shifted(1.0 / trained);
        double[] sigmas = [.. Enumerable.Range(0, steps).Select(i => Shifted(NoiseSchedule.Between(1, smallest, i, steps)))];
        Timesteps = [.. sigmas.Select(sigma => (float)(sigma * trained))];
        _sigmas = [.. sigmas, 0];
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma => 1;

    public (float Signal, float Noise) Shares(int index) => ((float)(1 - _sigmas[index]), (float)_sigmas[index]);

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean) =>
        Move(index, 0, prediction, sample, clean);

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise) =>
        Move(index, _sigmas[index + 1], prediction, sample, sample);

    /// <summary>Undoes a step, but for the prediction being that of where it led to: moves <paramref name="sample"/> from after step <paramref name="index"/> to before it.</summary>
    public void StepBack(int index, ReadOnlySpan<float> prediction, Span<float> sample)
    {
        var step = (float)(_sigmas[index] - _sigmas[index + 1]);
        for (var i = 0; i < sample.Length; i++)
            sample[i] += step * prediction[i];
    }

    /// <summary>x' = x + (sigma' - sigma) v, with v = noise - x0.</summary>
    private void Move(int index, double toSigma, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> moved)
    {
        var step = (float)(toSigma - _sigmas[index]);
        for (var i = 0; i < sample.Length; i++)
            moved[i] = sample[i] + step * prediction[i];
    }
}
