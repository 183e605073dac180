using MuseSpark.Inference.Image.Schedulers;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class EulerAncestralTests
{
    private static readonly SchedulerConfig Config = new() { ClassName = "EulerAncestralDiscreteScheduler", NumTrainTimesteps = 1100 };

    /// <summary>diffusers test_scheduler_euler_ancestral.py: full_loop_no_noise, torch.manual_seed(0). Like that test, it goes on from the scaled input.</summary>
    [Fact]
    public void Ten_steps_give_the_published_sum()
    {
        var scheduler = new EulerAncestral(Config, 10);
        float[] sample = [.. GoldenLoop.Sample().Select(x => x * scheduler.InitialNoiseSigma)], prediction = new float[GoldenLoop.Length];
        var normals = new TorchNormals(0);
        for (var index = 0; index < 10; index++)
        {
            scheduler.ScaleInput(index, sample, sample);
            GoldenLoop.Predict(sample, scheduler.Timesteps[index], prediction);
            scheduler.Step(index, prediction, sample, normals.Fill);
        }
        GoldenLoop.AssertSum(152.3192, sample);
        GoldenLoop.AssertMean(0.1983, sample);
    }

    /// <summary>With the noise left out, a step goes down to to^2 / from, which is lower than the next level.</summary>
    [Fact]
    public void A_step_goes_below_the_next_level_and_noise_brings_it_back()
    {
        var scheduler = new EulerAncestral(Config, 10);
        var (_, from) = scheduler.Shares(4);
        var (_, to) = scheduler.Shares(5);
        float[] silent = [from], noisy = [from], one = [1];
        scheduler.Step(4, one, silent, noise => noise.Clear());
        scheduler.Step(4, one, noisy, noise => noise.Fill(1));
        Assert.Equal(to * to / from, silent[0], 1e-4f);
        Assert.Equal(to * to, silent[0] * silent[0] + (noisy[0] - silent[0]) * (noisy[0] - silent[0]), 1e-3f);
    }
}
