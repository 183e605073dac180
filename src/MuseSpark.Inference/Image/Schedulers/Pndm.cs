// Liu, Ren, Lin, Zhao 2022, "Pseudo Numerical Methods for Diffusion Models on Manifolds", https://arxiv.org/abs/2202.09778 (eq. 9, 11, 12).
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>
/// The linear multi-step method (PLMS) that Stable Diffusion 1 was published with. It begins not with Runge-Kutta but as Stable Diffusion does
/// (skip_prk_steps): the first step is taken twice, the second time with the mean of the predictions at both its ends. So there is one timestep more than
/// steps, and the second one comes twice.
/// </summary>
public sealed class Pndm : IScheduler
{
    // Adams-Bashforth, the newest prediction first.
    private static readonly double[][] Weights = [[1], [3 / 2d, -1 / 2d], [23 / 12d, -16 / 12d, 5 / 12d], [55 / 24d, -59 / 24d, 37 / 24d, -9 / 24d]];

    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly int[] _timesteps;
    private readonly double _finalAlphaBar;
    private readonly LinkedList<float[]> _earlier = []; // predictions, the newest first
    private float[] _start = []; // the sample before the first step

    /// <exception cref="ModelException">More steps than trained, or a config that asks for what is not built in or has no finite answer.</exception>
    public Pndm(SchedulerConfig config, int steps)
    {
        _schedule = NoiseSchedule.From(config);
        NoiseSchedule.RequireSteps(steps, _schedule.Length);
        if (config is { ClassName: SchedulerList.PndmClass, SkipPrkSteps: not true })
            throw new ModelException("scheduler_config.json asks for PNDM that begins with Runge-Kutta, which is not built in (skip_prk_steps: true is); choose another scheduler.");
        _prediction = config.Prediction;
        _finalAlphaBar = config.SetAlphaToOne == true ? 1 : _schedule.AlphaBar(0);
        int[] visited = [.. _schedule.Timesteps(config.SpacingOr(TimestepSpacing.Leading), steps, config.StepsOffset ?? 0).Select(t => (int)Math.Round(t))];
        _timesteps = steps == 1 ? visited : [visited[0], visited[1], .. visited[1..]];
        Timesteps = [.. _timesteps.Select(t => (float)t)];
        if (_schedule.AlphaBar(_timesteps[0]) == 0) throw new ModelException("rescale_betas_zero_snr has no answer with PNDM; choose another scheduler.");
    }

    public IReadOnlyList<float> Timesteps { get; }

    public float InitialNoiseSigma => 1;

    /// <summary>sqrt(abar) and sqrt(1 - abar).</summary>
    public (float Signal, float Noise) Shares(int index)
    {
        var alphaBar = AlphaBar(index);
        return ((float)Math.Sqrt(alphaBar), (float)Math.Sqrt(1 - alphaBar));
    }

    public void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled) => sample.CopyTo(scaled);

    public void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean)
    {
        var (a, s) = Shares(index);
        for (var i = 0; i < sample.Length; i++) clean[i] = _prediction == PredictionType.Epsilon ? (sample[i] - s * prediction[i]) / a : a * sample[i] - s * prediction[i];
    }

    public void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise)
    {
        if (index == 1)
        {
            // A picture that is painted over may begin here: then there is no first step to take again.
            if (_earlier.First is not { } only) return;
            var mean = new float[sample.Length];
            for (var i = 0; i < mean.Length; i++) mean[i] = (prediction[i] + only.Value[i]) / 2;
            _start.CopyTo(sample);
            Move(AlphaBar(0), AlphaBar(1), mean, sample);
            return;
        }

        if (index == 0) _start = sample.ToArray();
        _earlier.AddFirst(prediction.ToArray());
        if (_earlier.Count > Weights.Length) _earlier.RemoveLast();
        var weights = Weights[_earlier.Count - 1];
        var combined = new float[sample.Length];
        foreach (var (weight, earlier) in weights.Zip(_earlier))
            for (var i = 0; i < combined.Length; i++) combined[i] += (float)weight * earlier[i];
        Move(AlphaBar(index), AlphaBar(index + 1), combined, sample);
    }

    private double AlphaBar(int index) => index < _timesteps.Length ? _schedule.AlphaBar(_timesteps[index]) : _finalAlphaBar;

    /// <summary>Equation 9, the sample added on both sides.</summary>
    private void Move(double from, double to, ReadOnlySpan<float> prediction, Span<float> sample)
    {
        var ofSample = Math.Sqrt(to / from);
        var ofNoise = -(to - from) / (from * Math.Sqrt(1 - to) + Math.Sqrt(from * (1 - from) * to));
        // A velocity is sqrt(abar) v + sqrt(1 - abar) x of noise.
        if (_prediction == PredictionType.Velocity) (ofSample, ofNoise) = (ofSample + ofNoise * Math.Sqrt(1 - from), ofNoise * Math.Sqrt(from));
        for (var i = 0; i < sample.Length; i++) sample[i] = (float)(ofSample * sample[i] + ofNoise * prediction[i]);
    }
}
