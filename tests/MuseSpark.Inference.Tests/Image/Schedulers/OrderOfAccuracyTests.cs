using MuseSpark.Inference.Image.Schedulers;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

/// <summary>
/// For data that is normal with standard deviation D the best prediction is linear and the path is known exactly:
/// x(sigma) scales with the standard deviation of the noised data. Halving the step must halve the error of a
/// first-order solver and quarter that of a second-order one; a corrector adds one order where steps are even.
/// </summary>
public class OrderOfAccuracyTests
{
    private const double D = 0.6;

    [Theory]
    [InlineData("DDIM", "epsilon", 1)]
    [InlineData("DDIM", "v_prediction", 1)]
    [InlineData("Euler", "epsilon", 1)]
    [InlineData("Euler", "v_prediction", 1)]
    [InlineData("DPM++ 2M", "epsilon", 2)]
    [InlineData("DPM++ 2M", "v_prediction", 2)]
    [InlineData("DPM++ 2M", "flow_prediction", 2)]
    [InlineData("UniPC", "epsilon", 2)]
    [InlineData("UniPC", "flow_prediction", 3)]
    [InlineData("FlowMatchEuler", "flow_prediction", 1)]
    public void Halving_the_step_divides_the_error_by_two_to_the_order(string name, string prediction, int order)
    {
        var ratio = Error(name, prediction, 120) / Error(name, prediction, 240);
        Assert.InRange(ratio, Math.Pow(2, order) * 0.75, Math.Pow(2, order) * 1.35);
    }

    /// <summary>Relative error of one value carried from the first noise level to the last.</summary>
    private static double Error(string name, string prediction, int steps)
    {
        var config = new SchedulerConfig
        {
            // 960 intervals between the timesteps, so that every grid is even.
            NumTrainTimesteps = name == "DDIM" ? 960 : 961,
            TimestepSpacing = name == "DDIM" ? "trailing" : "linspace",
            PredictionType = prediction,
            ClipSample = false,
            FinalSigmasType = "sigma_min",
            LowerOrderFinal = false,
        };
        var schedule = NoiseSchedule.From(config);
        var flow = prediction == "flow_prediction";
        (double A, double S) Shares(double t)
        {
            if (flow)
                return (1 - t / config.TrainSteps, t / config.TrainSteps);
            var a = 1 / Math.Sqrt(1 + Math.Pow(schedule.Sigma(t), 2));
            return (a, schedule.Sigma(t) * a);
        }

        var scheduler = SchedulerList.Create(name, config, steps);
        float[] sample = [1], input = [0], output = [0];
        for (var i = 0; i < steps; i++)
        {
            scheduler.ScaleInput(i, sample, input);
            var (a, s) = Shares(scheduler.Timesteps[i]);
            var variance = a * a * D * D + s * s;
            double x0 = a * D * D / variance * input[0], e = s / variance * input[0];
            output[0] = (float)(flow ? e - x0 : prediction == "epsilon" ? e : a * e - s * x0);
            scheduler.Step(i, output, sample, _ => { });
        }

        double Deviation((double A, double S) shares) => Math.Sqrt(shares.A * shares.A * D * D + shares.S * shares.S);
        var first = Shares(scheduler.Timesteps[0]);
        var start = name == "Euler" ? Deviation(first) / first.A : Deviation(first);
        var end = name is not ("DPM++ 2M" or "UniPC") ? D : Deviation(Shares(flow ? 1 : 0));
        return Math.Abs(sample[0] * start / end - 1);
    }
}
