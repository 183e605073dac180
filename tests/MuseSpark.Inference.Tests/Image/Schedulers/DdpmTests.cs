using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class DdpmTests
{
    private static readonly SchedulerConfig Config = new() { ClassName = "DDPMScheduler" };

    /// <summary>diffusers test_scheduler_ddpm.py: full_loop_no_noise, torch.manual_seed(0).</summary>
    [Fact]
    public void A_thousand_steps_give_the_published_sum()
    {
        var result = GoldenLoop.Run(new Ddpm(Config, 1000), GoldenLoop.Sample(), noise: new TorchNormals(0).Fill);
        GoldenLoop.AssertSum(258.9606, result);
        GoldenLoop.AssertMean(0.3372, result);
    }

    /// <summary>diffusers test_scheduler_ddpm.py: full_loop_with_noise. In double precision the sum would be 387.9676.</summary>
    [Fact]
    public void The_last_two_steps_from_noise_give_the_published_sum()
    {
        var scheduler = new Ddpm(Config, 1000);
        var (signal, noise) = scheduler.Shares(998);
        var result = GoldenLoop.Run(scheduler, GoldenLoop.Noised(signal, noise), first: 998, new TorchNormals(0).Fill);
        GoldenLoop.AssertSum(387.9466, result);
        GoldenLoop.AssertMean(0.5051, result);
    }

    /// <summary>diffusers test_scheduler_ddpm.py: variance, with the digits of an own recomputation; what a step adds to a sample is its root.</summary>
    [Theory]
    [InlineData(999, 0)]
    [InlineData(512, 0.00979154)]
    [InlineData(0, 0.01999996)]
    public void Noise_has_the_published_variance(int index, double variance)
    {
        float[] silent = [0.1f], noisy = [0.1f], none = [0];
        new Ddpm(Config, 1000).Step(index, none, silent, noise => noise.Clear());
        new Ddpm(Config, 1000).Step(index, none, noisy, noise => noise.Fill(1));
        Assert.Equal(variance, Math.Pow(noisy[0] - silent[0], 2), 1e-5);
    }

    [Fact]
    public void A_learned_variance_is_refused() =>
        Assert.Contains("variance_type = learned", Assert.Throws<ModelException>(() => new Ddpm(Config with { VarianceType = "learned" }, 10)).Message);

    [Fact]
    public void Zero_terminal_noise_needs_a_velocity_model()
    {
        var config = Config with { RescaleBetasZeroSnr = true, TimestepSpacing = "trailing" };
        Assert.Contains("v_prediction", Assert.Throws<ModelException>(() => new Ddpm(config, 10)).Message);
        Assert.Equal((0, 1), new Ddpm(config with { PredictionType = "v_prediction" }, 10).Shares(0));
    }
}
