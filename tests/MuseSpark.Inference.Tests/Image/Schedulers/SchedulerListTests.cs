using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class SchedulerListTests
{
    [Fact]
    public void Every_scheduler_of_the_folder_is_in_the_list()
    {
        var made = SchedulerList.All.Select(entry => entry.Create(new SchedulerConfig(), 4).GetType()).Distinct();
        var written = typeof(IScheduler).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IScheduler)));
        Assert.Equal(written.Order(ByName).ToArray(), made.Order(ByName).ToArray());
    }

    public static IEnumerable<object[]> Fitting =>
        from entry in SchedulerList.All
        from prediction in entry.Predictions
        select new object[]
        {
            entry.Name,
            prediction switch
            {
                PredictionType.Epsilon => "epsilon",
                PredictionType.Velocity => "v_prediction",
                _ => "flow_prediction",
            },
        };

    [Fact]
    public void A_flow_model_has_its_own_schedulers() =>
        Assert.Equal(["DPM++ 2M", "UniPC", "FlowMatchEuler"], SchedulerList.NamesFor(new SchedulerConfig { ClassName = "FlowMatchEulerDiscreteScheduler" }));

    [Theory, MemberData(nameof(Fitting))]
    public void Timesteps_descend_and_a_step_keeps_its_shape(string name, string prediction)
    {
        var config = new SchedulerConfig { PredictionType = prediction };
        foreach (var spacing in (string[])["leading", "linspace", "trailing"])
        {
            var scheduler = SchedulerList.Create(name, config with { TimestepSpacing = spacing }, 20);
            var visited = scheduler.Timesteps.Distinct().ToList();
            Assert.Equal((20, name == "PNDM" ? 21 : 20), (visited.Count, scheduler.Timesteps.Count));
            Assert.All(visited.Zip(visited.Skip(1)), pair => Assert.True(pair.First > pair.Second));
            var result = GoldenLoop.Run(scheduler, GoldenLoop.Sample(), noise: new TorchNormals(0).Fill);
            Assert.All(result, x => Assert.True(float.IsFinite(x)));
        }
    }

    /// <summary>Those that have their noise levels at whole timesteps; Karras's lie between, and only the timesteps are rounded.</summary>
    public static IEnumerable<object[]> OnTimesteps => Fitting.Where(entry => !((string)entry[0]).Contains("Karras", StringComparison.Ordinal));

    /// <summary>A model that knows the answer c always points to it: x = a c + s n has e = n, v = a n - s c, flow n - c.</summary>
    [Theory, MemberData(nameof(OnTimesteps))]
    public void A_right_prediction_estimates_the_picture_itself(string name, string prediction)
    {
        const float c = 0.4f, n = 1.3f;
        var config = new SchedulerConfig { PredictionType = prediction };
        var schedule = NoiseSchedule.From(name == "LCM" ? config with { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = "scaled_linear" } : config);
        var scheduler = SchedulerList.Create(name, config, 20);
        foreach (var index in (int[])[0, 10, 19])
        {
            var t = scheduler.Timesteps[index];
            var a = prediction == "flow_prediction" ? 1 - t / 1000f : (float)(1 / Math.Sqrt(1 + Math.Pow(schedule.Sigma(t), 2)));
            var s = prediction == "flow_prediction" ? t / 1000f : MathF.Sqrt(1 - a * a);
            var shares = scheduler.Shares(index);
            Assert.Equal(name.StartsWith("Euler", StringComparison.Ordinal) ? (1, s / a) : (a, s), (shares.Signal, shares.Noise), WithinAThousandth);
            float[] sample = [shares.Signal * c + shares.Noise * n];
            float[] output = [prediction switch { "epsilon" => n, "v_prediction" => a * n - s * c, _ => n - c }];
            float[] clean = [0];
            scheduler.Estimate(index, output, sample, clean);
            Assert.Equal(c, clean[0], 2e-3f);
        }
    }

    [Theory, MemberData(nameof(Fitting))]
    public void More_steps_than_trained_or_none_are_refused(string name, string prediction)
    {
        var config = new SchedulerConfig { PredictionType = prediction, NumTrainTimesteps = 60 };
        foreach (var steps in (int[])[-1, 0, 61])
            Assert.Contains($"not {steps}", Assert.Throws<ModelException>(() => SchedulerList.Create(name, config, steps)).Message);
    }

    [Theory]
    [InlineData("DDIMScheduler", typeof(Ddim))]
    [InlineData("PNDMScheduler", typeof(Pndm))]
    [InlineData("FlowMatchEulerDiscreteScheduler", typeof(FlowMatchEuler))]
    public void Without_a_choice_the_model_decides(string className, Type expected) =>
        Assert.IsType(expected, SchedulerList.Create(null, new SchedulerConfig { ClassName = className, SkipPrkSteps = true }, 4));

    [Theory]
    [InlineData("PNDMScheduler", null, "DPM++ 2M")]
    [InlineData("PNDMScheduler", "v_prediction", "DPM++ 2M")]
    [InlineData("LCMScheduler", null, "LCM")]
    [InlineData("EulerAncestralDiscreteScheduler", null, "Euler a")]
    [InlineData("FlowMatchHeunDiscreteScheduler", null, "FlowMatchEuler")]
    [InlineData("UniPCMultistepScheduler", "flow_prediction", "UniPC")]
    public void A_model_has_a_usual_scheduler(string className, string? prediction, string expected) =>
        Assert.Equal(expected, SchedulerList.UsualFor(new SchedulerConfig { ClassName = className, PredictionType = prediction }));

    [Theory]
    [InlineData("Heun", "epsilon", "There is no scheduler Heun; choose one of DDIM, Euler, Euler a, DPM++ 2M, DPM++ 2M Karras, UniPC, PNDM, DDPM, LCM.")]
    [InlineData("DDIM", "flow_prediction", "DDIM can't step this model; choose one of DPM++ 2M, UniPC, FlowMatchEuler.")]
    [InlineData(null, "epsilon", "The model asks for HeunDiscreteScheduler, which is not built in; choose one of DDIM, Euler, Euler a, DPM++ 2M, DPM++ 2M Karras, UniPC, PNDM, DDPM, LCM.")]
    public void A_scheduler_that_does_not_fit_is_refused(string? name, string prediction, string sentence)
    {
        var config = new SchedulerConfig { ClassName = "HeunDiscreteScheduler", PredictionType = prediction };
        Assert.Equal(sentence, Assert.Throws<ModelException>(() => SchedulerList.Create(name, config, 4)).Message);
    }

    private static bool WithinAThousandth((float, float) expected, (float, float) actual) =>
        Math.Abs(expected.Item1 - actual.Item1) <= 1e-3f * Math.Max(1, expected.Item1) && Math.Abs(expected.Item2 - actual.Item2) <= 1e-3f * Math.Max(1, expected.Item2);

    private static readonly Comparer<Type> ByName = Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
}
