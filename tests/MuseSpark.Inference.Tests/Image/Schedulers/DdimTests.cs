using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class DdimTests
{
    private static readonly SchedulerConfig Config = new() { ClassName = "DDIMScheduler" };

    /// <summary>diffusers test_scheduler_ddim.py: full_loop_no_noise and its two alpha variants.</summary>
    [Theory]
    [InlineData(true, 0.0001, 172.0067, 0.223967)]
    [InlineData(true, 0.01, 149.8295, 0.1951)]
    [InlineData(false, 0.01, 149.0784, 0.1941)]
    public void Ten_steps_give_the_published_sum(bool setAlphaToOne, double betaStart, double sum, double mean)
    {
        var config = Config with { SetAlphaToOne = setAlphaToOne, BetaStart = betaStart };
        var result = GoldenLoop.Run(new Ddim(config, 10), GoldenLoop.Sample());
        GoldenLoop.AssertSum(sum, result);
        GoldenLoop.AssertMean(mean, result);
    }

    /// <summary>Own float64 recomputation of two elements of the first loop.</summary>
    [Fact]
    public void Ten_steps_give_the_known_elements()
    {
        var result = GoldenLoop.Run(new Ddim(Config, 10), GoldenLoop.Sample());
        Assert.Equal(0.00233603, result[1], 1e-6);
        Assert.Equal(0.44793415, result[^1], 1e-5);
    }

    /// <summary>diffusers test_scheduler_ddim.py: full_loop_with_noise.</summary>
    [Fact]
    public void The_last_two_steps_from_noise_give_the_published_sum()
    {
        var scheduler = new Ddim(Config, 10);
        var alphaBar = NoiseSchedule.From(Config).AlphaBar(100);
        var result = GoldenLoop.Run(scheduler, GoldenLoop.Noised(Math.Sqrt(alphaBar), Math.Sqrt(1 - alphaBar)), first: 8);
        GoldenLoop.AssertSum(354.5418, result);
        GoldenLoop.AssertMean(0.4616, result);
    }

    [Fact]
    public void Timesteps_keep_the_offset() =>
        Assert.Equal([801f, 601f, 401f, 201f, 1f], new Ddim(Config with { StepsOffset = 1 }, 5).Timesteps);

    [Fact]
    public void Trailing_timesteps_start_at_the_noisiest() =>
        Assert.Equal([999f, 749f, 499f, 249f], new Ddim(Config with { TimestepSpacing = "trailing" }, 4).Timesteps);

    [Fact]
    public void Linspace_timesteps_reach_both_ends() =>
        Assert.Equal([999f, 666f, 333f, 0f], new Ddim(Config with { TimestepSpacing = "linspace" }, 4).Timesteps);

    [Fact]
    public void Zero_terminal_noise_needs_a_velocity_model()
    {
        var config = Config with { RescaleBetasZeroSnr = true, TimestepSpacing = "trailing" };
        var refused = Assert.Throws<ModelException>(() => new Ddim(config, 10));
        Assert.Contains("v_prediction", refused.Message);

        var result = GoldenLoop.Run(new Ddim(config with { PredictionType = "v_prediction" }, 10), GoldenLoop.Sample());
        Assert.All(result, x => Assert.True(float.IsFinite(x)));
    }
}
