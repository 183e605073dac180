using MuseSpark.Inference.Image.Schedulers;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class FlowMatchEulerTests
{
    /// <summary>No published sums exist; these are an own float64 computation from the paper's formulae.</summary>
    [Theory]
    [InlineData(10, 1, 133.362045)]
    [InlineData(10, 3, 129.349458)]
    [InlineData(28, 3, 137.810270)]
    public void A_loop_gives_the_known_sum(int steps, double shift, double sum)
    {
        var scheduler = new FlowMatchEuler(new SchedulerConfig { Shift = shift }, steps);
        GoldenLoop.AssertSum(sum, GoldenLoop.Run(scheduler, GoldenLoop.Sample()));
    }

    [Fact]
    public void A_shift_spends_more_steps_on_noise() => GoldenLoop.AssertNear(
        [1000, 960.129, 913.349, 857.692, 790.368, 707.278, 602.151, 464.876, 278.049, 8.929],
        new FlowMatchEuler(new SchedulerConfig { Shift = 3 }, 10).Timesteps, 1e-3);
}
