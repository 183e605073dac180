using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class LcmTests
{
    private static readonly SchedulerConfig Config = new() { ClassName = "LCMScheduler" };

    /// <summary>diffusers test_scheduler_lcm.py: full_loop_onestep and full_loop_multistep, torch.manual_seed(0).</summary>
    [Theory]
    [InlineData(1, 18.7097, 0.0244)]
    [InlineData(10, 197.7616, 0.2575)]
    public void A_loop_gives_the_published_sum(int steps, double sum, double mean)
    {
        var result = GoldenLoop.Run(new Lcm(Config, steps), GoldenLoop.Sample(), noise: new TorchNormals(0).Fill);
        GoldenLoop.AssertSum(sum, result);
        GoldenLoop.AssertMean(mean, result);
    }

    [Fact]
    public void Timesteps_are_even_strides_over_the_grid_of_the_teacher()
    {
        Assert.Equal([999f], new Lcm(Config, 1).Timesteps);
        Assert.Equal([999f, 499f], new Lcm(Config, 2).Timesteps);
        Assert.Equal([999f, 759f, 499f, 259f], new Lcm(Config, 4).Timesteps);
        Assert.Equal([999f, 879f, 759f, 639f, 499f, 379f, 259f, 139f], new Lcm(Config, 8).Timesteps);
    }

    [Fact]
    public void More_steps_than_the_teacher_took_are_refused() =>
        Assert.Contains("1 to 50 steps", Assert.Throws<ModelException>(() => new Lcm(Config, 51)).Message);
}
