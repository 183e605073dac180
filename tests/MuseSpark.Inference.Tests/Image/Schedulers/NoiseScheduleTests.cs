using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

/// <summary>Values are an own float64 computation from the formulae, unless a test says otherwise.</summary>
public class NoiseScheduleTests
{
    private static readonly SchedulerConfig StableDiffusion = new() { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = "scaled_linear" };

    [Fact]
    public void Linear_betas_give_the_known_products()
    {
        var schedule = NoiseSchedule.From(new SchedulerConfig());
        Assert.Equal(0.99989998, schedule.AlphaBar(0), 1e-7);
        Assert.Equal(0.0777967, schedule.AlphaBar(500), 1e-6);
        Assert.Equal(4.03583e-5, schedule.AlphaBar(999), 1e-9);
    }

    /// <summary>0.0292 and 14.6146 are the noise levels k-diffusion is known for.</summary>
    [Fact]
    public void Scaled_linear_betas_give_the_known_noise_levels()
    {
        var schedule = NoiseSchedule.From(StableDiffusion);
        Assert.Equal(0.2776694, schedule.AlphaBar(499), 1e-6);
        Assert.Equal(0.02916753, schedule.Sigma(0), 1e-5);
        Assert.Equal(14.61464883, schedule.Sigma(999), 1e-3);
    }

    [Fact]
    public void Cosine_betas_give_the_known_products()
    {
        var schedule = NoiseSchedule.From(new SchedulerConfig { BetaSchedule = "squaredcos_cap_v2" });
        Assert.Equal(1 - 4.128422e-5, schedule.AlphaBar(0), 1e-7);
        Assert.Equal(1 - 0.0031556914, schedule.AlphaBar(500) / schedule.AlphaBar(499), 1e-7);
        Assert.Equal(1 - 0.999, schedule.AlphaBar(999) / schedule.AlphaBar(998), 1e-6);
    }

    [Fact]
    public void Rescaling_ends_in_pure_noise()
    {
        var schedule = NoiseSchedule.From(StableDiffusion with { RescaleBetasZeroSnr = true });
        Assert.Equal(0.99915, schedule.AlphaBar(0), 1e-6);
        Assert.Equal(0.24235917, schedule.AlphaBar(499), 1e-6);
        Assert.Equal(1.96789e-7, schedule.AlphaBar(998), 1e-11);
        Assert.Equal(0, schedule.AlphaBar(999), 1e-15);
    }

    [Fact]
    public void A_timestep_comes_back_from_its_noise_level()
    {
        var schedule = NoiseSchedule.From(StableDiffusion);
        foreach (var t in (int[])[0, 1, 17, 500, 998, 999])
            Assert.Equal(t, schedule.TimestepOf(schedule.Sigma(t)), 1e-6);
    }

    [Fact]
    public void Karras_levels_are_the_known_ones() => GoldenLoop.AssertNear(
        [157.407272, 85.710739, 44.047649, 21.105606, 9.274740, 3.652640, 1.246360, 0.349706, 0.073930, 0.010001],
        NoiseSchedule.KarrasSigmas(157.407272, 0.010001, 10).Select(sigma => (float)sigma), 1e-3);

    /// <summary>sigma_i = exp(ln max + i / 9 (ln min - ln max)).</summary>
    [Fact]
    public void Exponential_levels_are_the_known_ones() => GoldenLoop.AssertNear(
        [157.407272, 53.789207, 18.380844, 6.281101, 2.146378, 0.733460, 0.250638, 0.085648, 0.029268, 0.010001],
        NoiseSchedule.ExponentialSigmas(157.407272, 0.010001, 10).Select(sigma => (float)sigma), 1e-3);

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(0.1, 0.02)]
    [InlineData(0.1, 1)]
    [InlineData(double.NaN, 0.02)]
    public void Betas_that_are_no_probabilities_are_refused(double start, double end) =>
        Assert.Throws<ModelException>(() => NoiseSchedule.From(new SchedulerConfig { BetaStart = start, BetaEnd = end }));
}
