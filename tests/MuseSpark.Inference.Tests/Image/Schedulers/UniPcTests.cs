using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class UniPcTests
{
    private static readonly SchedulerConfig Config = new() { ClassName = "UniPCMultistepScheduler", FinalSigmasType = "sigma_min" };

    /// <summary>diffusers test_scheduler_unipc.py: full_loop_no_noise (mean 0.2464; own digits 0.24639560).</summary>
    [Fact]
    public void Ten_steps_give_the_published_mean()
    {
        var result = GoldenLoop.Run(new UniPc(Config, 10), GoldenLoop.Sample());
        GoldenLoop.AssertMean(0.2464, result);
        Assert.Equal(0.24639560, GoldenLoop.Sum(result) / GoldenLoop.Length, 2e-6);
    }

    /// <summary>The last step is of first order, and from a noise level to none a first-order step is the estimate itself.</summary>
    [Theory]
    [InlineData("epsilon")]
    [InlineData("flow_prediction")]
    public void The_last_step_arrives_at_the_picture(string prediction)
    {
        var scheduler = new UniPc(Config with { FinalSigmasType = "zero", PredictionType = prediction }, 1);
        float[] sample = [0.7f], clean = [0], output = [0.3f];
        scheduler.Estimate(0, output, sample, clean);
        scheduler.Step(0, output, sample, _ => { });
        Assert.Equal(clean[0], sample[0], 1e-5f);
    }

    [Fact]
    public void Another_form_is_refused()
    {
        Assert.Contains("solver_type = bh1", Assert.Throws<ModelException>(() => new UniPc(Config with { SolverType = "bh1" }, 10)).Message);
        Assert.Contains("solver_order = 3", Assert.Throws<ModelException>(() => new UniPc(Config with { SolverOrder = 3 }, 10)).Message);
        Assert.Contains("predict_x0", Assert.Throws<ModelException>(() => new UniPc(Config with { PredictX0 = false }, 10)).Message);
    }
}
