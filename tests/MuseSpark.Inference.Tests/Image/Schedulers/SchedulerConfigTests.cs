using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image.Schedulers;

public sealed class SchedulerConfigTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_as_published_is_read()
    {
        var config = Read("""
            {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "beta_start": 0.00085, "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true,
             "steps_offset": 1, "trained_betas": null, "clip_sample": false}
            """);
        Assert.Equal(PredictionType.Epsilon, config.Prediction);
        Assert.Equal([951f, 901f], SchedulerList.Create("DDIM", config, 20).Timesteps.Take(2));
    }

    [Fact]
    public void A_flow_matching_class_predicts_flow() =>
        Assert.Equal(PredictionType.Flow, Read("""{"_class_name": "FlowMatchEulerDiscreteScheduler", "shift_terminal": null}""").Prediction);

    [Theory]
    [InlineData("""{"prediction_type": "score"}""", "prediction_type = score")]
    [InlineData("""{"timestep_spacing": "random"}""", "timestep_spacing = random")]
    [InlineData("""{"num_train_timesteps": 2000000000}""", "num_train_timesteps")]
    [InlineData("""{"num_train_timesteps": "many"}""", "can't be read")]
    [InlineData("""{"steps_offset": -1}""", "steps_offset")]
    [InlineData("""{"shift": 0}""", "shift")]
    [InlineData("""{"thresholding": true}""", "thresholding")]
    [InlineData("""{"use_dynamic_shifting": true}""", "use_dynamic_shifting")]
    [InlineData("""{"use_karras_sigmas": true, "prediction_type": "flow_prediction"}""", "use_karras_sigmas for a flow model")]
    [InlineData("""{"trained_betas": [0.1]}""", "trained_betas")]
    [InlineData("null", "empty")]
    [InlineData("{", "can't be read")]
    public void A_file_that_cannot_be_followed_is_refused(string json, string named) =>
        Assert.Contains(named, Assert.Throws<ModelException>(() => Read(json)).Message);

    [Fact]
    public void A_missing_file_is_refused() =>
        Assert.Throws<ModelException>(() => SchedulerConfig.Read(_path + ".missing"));

    private SchedulerConfig Read(string json)
    {
        File.WriteAllText(_path, json);
        return SchedulerConfig.Read(_path);
    }
}
