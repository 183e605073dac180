using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class SchedulerListTests
{
    [Fact]
    public void Every_scheduler_of_the_folder_is_in_the_list()
    {
        var made = SchedulerList.All.Select(entry => entry.Create(new SchedulerConfig(), 4).GetType());
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

    [Theory, MemberData(nameof(Fitting))]
    public void Timesteps_descend_and_a_step_keeps_its_shape(string name, string prediction)
    {
        var config = new SchedulerConfig { PredictionType = prediction };
        foreach (var spacing in (string[])["leading", "linspace", "trailing"])
        {
            var scheduler = SchedulerList.Create(name, config with { TimestepSpacing = spacing }, 20);
            Assert.Equal(20, scheduler.Timesteps.Count);
            Assert.All(scheduler.Timesteps.Zip(scheduler.Timesteps.Skip(1)), pair => Assert.True(pair.First > pair.Second));
            var result = GoldenLoop.Run(scheduler, GoldenLoop.Sample(), noise: new TorchNormals(0).Fill);
            Assert.All(result, x => Assert.True(float.IsFinite(x)));
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
    [InlineData("FlowMatchEulerDiscreteScheduler", typeof(FlowMatchEuler))]
    public void Without_a_choice_the_model_decides(string className, Type expected) =>
        Assert.IsType(expected, SchedulerList.Create(null, new SchedulerConfig { ClassName = className }, 4));

    [Theory]
    [InlineData("Heun", "epsilon", "There is no scheduler Heun; choose one of DDIM, Euler, DPM++ 2M, LCM.")]
    [InlineData("DDIM", "flow_prediction", "DDIM can't step this model; choose one of DPM++ 2M, FlowMatchEuler.")]
    [InlineData(null, "epsilon", "The model asks for PNDMScheduler, which is not built in; choose one of DDIM, Euler, DPM++ 2M, LCM.")]
    public void A_scheduler_that_does_not_fit_is_refused(string? name, string prediction, string sentence)
    {
        var config = new SchedulerConfig { ClassName = "PNDMScheduler", PredictionType = prediction };
        Assert.Equal(sentence, Assert.Throws<ModelException>(() => SchedulerList.Create(name, config, 4)).Message);
    }

    private static readonly Comparer<Type> ByName = Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
}
