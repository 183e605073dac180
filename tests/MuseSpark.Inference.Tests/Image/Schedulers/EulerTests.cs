using MuseSpark.Inference.Image.Schedulers;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class EulerTests
{
    private static readonly SchedulerConfig Config = new() { ClassName = "EulerDiscreteScheduler", NumTrainTimesteps = 1100 };

    private static readonly SchedulerConfig StableDiffusion = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = "scaled_linear",
    };

    /// <summary>diffusers test_scheduler_euler.py: full_loop_no_noise and karras (own sum for the latter, published 124.522995).</summary>
    [Theory]
    [InlineData(false, 10.0807, 0.0131)]
    [InlineData(true, 124.522638, 0.16213933)]
    public void Ten_steps_give_the_published_sum(bool karras, double sum, double mean)
    {
        var scheduler = new Euler(Config with { UseKarrasSigmas = karras }, 10);
        var result = RunOverwriting(scheduler, [.. GoldenLoop.Sample().Select(x => x * scheduler.InitialNoiseSigma)], 0);
        GoldenLoop.AssertSum(sum, result);
        GoldenLoop.AssertMean(mean, result);
    }

    /// <summary>diffusers test_scheduler_euler.py: full_loop_with_noise.</summary>
    [Fact]
    public void The_last_two_steps_from_noise_give_the_published_sum()
    {
        var scheduler = new Euler(Config, 10);
        var sigma = NoiseSchedule.From(Config).Sigma(scheduler.Timesteps[8]);
        var result = RunOverwriting(scheduler, GoldenLoop.Noised(scheduler.InitialNoiseSigma, sigma), 8);
        GoldenLoop.AssertSum(57062.9297, result);
    }

    /// <summary>Own recomputation of the karras timesteps for the same test.</summary>
    [Fact]
    public void Karras_timesteps_are_the_known_ones() => GoldenLoop.AssertNear(
        [1099, 1035.54, 961.0532, 871.1001, 757.835, 605.783, 387.2961, 139.5379, 23.5367, 0],
        new Euler(Config with { UseKarrasSigmas = true }, 10).Timesteps, 1e-3);

    [Fact]
    public void Linspace_timesteps_are_fractional() => GoldenLoop.AssertNear(
        [1099, 976.8889, 854.7778, 732.6667, 610.5555, 488.4445, 366.3333, 244.2222, 122.1111, 0], new Euler(Config, 10).Timesteps, 1e-3);

    /// <summary>The noise levels that k-diffusion gives for Stable Diffusion 1.5, own digits.</summary>
    [Fact]
    public void Stable_Diffusion_starts_at_the_well_known_noise_level()
    {
        Assert.Equal(14.61464883, new Euler(StableDiffusion, 20).InitialNoiseSigma, 1e-3);
        var leading = new Euler(StableDiffusion with { TimestepSpacing = "leading", StepsOffset = 1 }, 20);
        Assert.Equal(11.07358, leading.InitialNoiseSigma, 1e-3);
        Assert.Equal([951f, 901f, 851f], leading.Timesteps.Take(3));
        Assert.Equal([999f, 949f, 899f], new Euler(StableDiffusion with { TimestepSpacing = "trailing" }, 20).Timesteps.Take(3));
    }

    /// <summary>Unlike a pipeline, the published test goes on from the scaled input.</summary>
    private static float[] RunOverwriting(Euler scheduler, float[] sample, int first)
    {
        var prediction = new float[sample.Length];
        for (var index = first; index < scheduler.Timesteps.Count; index++)
        {
            scheduler.ScaleInput(index, sample, sample);
            GoldenLoop.Predict(sample, scheduler.Timesteps[index], prediction);
            scheduler.Step(index, prediction, sample, _ => { });
        }
        return sample;
    }
}
