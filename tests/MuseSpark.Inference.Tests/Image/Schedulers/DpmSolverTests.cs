using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class DpmSolverTests
{
    private static readonly SchedulerConfig Config = new()
    {
        ClassName = "DPMSolverMultistepScheduler",
        LowerOrderFinal = false,
        FinalSigmasType = "sigma_min",
    };

    /// <summary>diffusers test_scheduler_dpm_multi.py: full_loop_no_noise (mean 0.3301; own sum).</summary>
    [Fact]
    public void Ten_steps_give_the_published_sum()
    {
        var result = GoldenLoop.Run(new DpmSolver(Config, 10), GoldenLoop.Sample());
        GoldenLoop.AssertMean(0.3301, result);
        GoldenLoop.AssertSum(253.551396, result);
    }

    /// <summary>diffusers test_scheduler_dpm_multi.py: full_loop_with_noise.</summary>
    [Fact]
    public void The_last_five_steps_from_noise_give_the_published_sum()
    {
        var scheduler = new DpmSolver(Config, 10);
        var alphaBar = NoiseSchedule.From(Config).AlphaBar(500);
        Assert.Equal(500, scheduler.Timesteps[5]);
        var result = GoldenLoop.Run(scheduler, GoldenLoop.Noised(Math.Sqrt(alphaBar), Math.Sqrt(1 - alphaBar)), first: 5);
        GoldenLoop.AssertSum(318.4111, result);
        GoldenLoop.AssertMean(0.4146, result);
    }

    [Fact]
    public void Timesteps_are_rounded_half_to_even() =>
        Assert.Equal([999f, 899f, 799f, 699f, 599f, 500f, 400f, 300f, 200f, 100f], new DpmSolver(Config, 10).Timesteps);

    /// <summary>Own recomputation.</summary>
    [Fact]
    public void Karras_timesteps_are_the_known_ones() => Assert.Equal(
        [999f, 937f, 864f, 775f, 663f, 511f, 301f, 102f, 18f, 0f], new DpmSolver(Config with { UseKarrasSigmas = true }, 10).Timesteps);

    /// <summary>Own recomputation.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Exponential_timesteps_are_the_known_ones(bool lu, bool exponential) => Assert.Equal(
        [999f, 886f, 757f, 603f, 410f, 202f, 73f, 22f, 5f, 0f], new DpmSolver(Config with { UseLuLambdas = lu, UseExponentialSigmas = exponential }, 10).Timesteps);

    /// <summary>Own recomputation for the betas of Stable Diffusion 1.5 ("DPM++ 2M Karras").</summary>
    [Fact]
    public void Karras_timesteps_of_Stable_Diffusion_are_the_known_ones()
    {
        var config = Config with { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = "scaled_linear", UseKarrasSigmas = true };
        Assert.Equal(
            [999f, 962f, 921f, 876f, 827f, 772f, 710f, 640f, 561f, 474f, 380f, 285f, 197f, 123f, 69f, 35f, 15f, 6f, 2f, 0f],
            new DpmSolver(config, 20).Timesteps);
    }

    [Theory]
    [CombinatorialSettings]
    public void Every_setting_stays_finite(string solver, int order, string spacing, string final, bool karras, string prediction)
    {
        var config = Config with
        {
            SolverType = solver,
            SolverOrder = order,
            TimestepSpacing = spacing,
            FinalSigmasType = final,
            UseKarrasSigmas = karras,
            PredictionType = prediction,
        };
        foreach (var steps in (int[])[1, 2, 10])
            Assert.All(GoldenLoop.Run(new DpmSolver(config, steps), GoldenLoop.Sample()), x => Assert.True(float.IsFinite(x)));
    }

    /// <summary>As many steps as trained repeats timesteps; steps of no length must not divide by zero.</summary>
    [Fact]
    public void As_many_steps_as_trained_stay_finite()
    {
        var scheduler = new DpmSolver(Config, 1000);
        Assert.Equal(1000, scheduler.Timesteps.Count);
        Assert.All(GoldenLoop.Run(scheduler, GoldenLoop.Sample()), x => Assert.True(float.IsFinite(x)));
    }

    [Theory]
    [InlineData("sde-dpmsolver++", "midpoint", "zero", 2, "algorithm_type")]
    [InlineData("dpmsolver++", "rk4", "zero", 2, "solver_type")]
    [InlineData("dpmsolver++", "midpoint", "half", 2, "final_sigmas_type")]
    [InlineData("dpmsolver++", "midpoint", "zero", 3, "solver_order")]
    public void An_unknown_setting_is_named(string algorithm, string solver, string final, int order, string named)
    {
        var config = new SchedulerConfig { AlgorithmType = algorithm, SolverType = solver, FinalSigmasType = final, SolverOrder = order };
        Assert.Contains(named, Assert.Throws<ModelException>(() => new DpmSolver(config, 10)).Message);
    }

    private sealed class CombinatorialSettingsAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from solver in (string[])["midpoint", "heun"]
            from order in (int[])[1, 2]
            from spacing in (string[])["leading", "linspace", "trailing"]
            from final in (string[])["zero", "sigma_min"]
            from karras in (bool[])[false, true]
            from prediction in (string[])["epsilon", "v_prediction", "flow_prediction"]
            select new object[] { solver, order, spacing, final, karras, prediction };
    }
}
