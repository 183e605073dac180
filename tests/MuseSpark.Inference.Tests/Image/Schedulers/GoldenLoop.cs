using MuseSpark.Inference.Image.Schedulers;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

/// <summary>
/// The loop that the diffusers library checks its schedulers with (tests/schedulers, commit 58eb52c0803e):
/// a ramp of 4 x 3 x 8 x 8 values, the model x t / (t + 1), and the sum and mean of the absolute result.
/// Sums marked "own" are a float64 recomputation that reproduces every published value.
/// </summary>
public static class GoldenLoop
{
    public const int Length = 4 * 3 * 8 * 8;

    private static readonly Action<Span<float>> NoNoise = _ => Assert.Fail("This scheduler adds no noise.");

    /// <summary>S[b,c,h,w] = (((c * 8 + h) * 8 + w) * 4 + b) / 768, in row-major order of (b,c,h,w).</summary>
    public static float[] Sample() => Ramp(value => value);

    /// <summary>Z = (767 - 768 S) / 768.</summary>
    public static float[] Noise() => Ramp(value => Length - 1 - value);

    /// <summary>Runs <paramref name="scheduler"/> over <paramref name="sample"/> from step <paramref name="first"/> on.</summary>
    public static float[] Run(IScheduler scheduler, float[] sample, int first = 0, Action<Span<float>>? noise = null)
    {
        var (input, prediction) = (new float[Length], new float[Length]);
        for (var index = first; index < scheduler.Timesteps.Count; index++)
        {
            scheduler.ScaleInput(index, sample, input);
            Predict(input, scheduler.Timesteps[index], prediction);
            scheduler.Step(index, prediction, sample, noise ?? NoNoise);
        }
        return sample;
    }

    public static void Predict(float[] input, float timestep, float[] prediction)
    {
        for (var i = 0; i < input.Length; i++)
            prediction[i] = input[i] * (timestep / (timestep + 1));
    }

    /// <summary>a * S + s * Z.</summary>
    public static float[] Noised(double a, double s) =>
        [.. Sample().Zip(Noise(), (x, z) => (float)(a * x + s * z))];

    public static double Sum(float[] sample) => sample.Sum(x => (double)Math.Abs(x));

    public static void AssertSum(double expected, float[] sample, double tolerance = 1e-2)
    {
        Assert.DoesNotContain(sample, float.IsNaN);
        Assert.InRange(Sum(sample), expected - tolerance, expected + tolerance);
    }

    public static void AssertMean(double expected, float[] sample) =>
        Assert.InRange(Sum(sample) / Length, expected - 1e-3, expected + 1e-3);

    public static void AssertNear(IEnumerable<double> expected, IEnumerable<float> actual, double tolerance)
    {
        var (left, right) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(left.Length, right.Length);
        for (var i = 0; i < left.Length; i++)
            Assert.InRange(right[i], left[i] - tolerance, left[i] + tolerance);
    }

    private static float[] Ramp(Func<int, int> value)
    {
        var ramp = new float[Length];
        for (var b = 0; b < 4; b++)
        {
            for (var i = 0; i < Length / 4; i++)
                ramp[b * Length / 4 + i] = value(i * 4 + b) / (float)Length;
        }
        return ramp;
    }
}
