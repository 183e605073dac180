using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>What a denoiser predicts.</summary>
public enum PredictionType
{
    /// <summary>The noise e in x = sqrt(abar) x0 + sqrt(1 - abar) e.</summary>
    Epsilon,

    /// <summary>v = sqrt(abar) e - sqrt(1 - abar) x0 (Salimans and Ho 2022).</summary>
    Velocity,

    /// <summary>noise - x0 on the straight line x = (1 - sigma) x0 + sigma noise (Lipman et al. 2022).</summary>
    Flow,
}

/// <summary>Where the visited timesteps lie among the trained ones.</summary>
public enum TimestepSpacing
{
    Leading,
    Linspace,
    Trailing,
}

/// <summary>
/// A scheduler_config.json. A null means the file is silent and the scheduler's own default holds,
/// so one model's file can drive any scheduler of the same family.
/// </summary>
public sealed record SchedulerConfig
{
    [JsonPropertyName("_class_name")]
    public string? ClassName { get; init; }

    /// <value>1 to 100,000; 1,000 if silent.</value>
    public int? NumTrainTimesteps { get; init; }

    public double? BetaStart { get; init; }
    public double? BetaEnd { get; init; }

    /// <value>"linear", "scaled_linear" or "squaredcos_cap_v2".</value>
    public string? BetaSchedule { get; init; }

    public bool? RescaleBetasZeroSnr { get; init; }

    /// <value>"epsilon", "v_prediction" or "flow_prediction".</value>
    public string? PredictionType { get; init; }

    /// <value>"leading", "linspace" or "trailing".</value>
    public string? TimestepSpacing { get; init; }

    public int? StepsOffset { get; init; }
    public bool? ClipSample { get; init; }
    public double? ClipSampleRange { get; init; }
    public bool? SetAlphaToOne { get; init; }

    /// <value>PNDM: whether it begins without Runge-Kutta, as Stable Diffusion does.</value>
    public bool? SkipPrkSteps { get; init; }

    public bool? UseKarrasSigmas { get; init; }
    public bool? UseExponentialSigmas { get; init; }

    /// <summary>The same as <see cref="UseExponentialSigmas"/> under the name that DPM-Solver's authors gave it.</summary>
    public bool? UseLuLambdas { get; init; }

    public string? AlgorithmType { get; init; }
    public string? SolverType { get; init; }
    public int? SolverOrder { get; init; }
    public bool? LowerOrderFinal { get; init; }
    public bool? EulerAtFinal { get; init; }

    /// <value>"zero" or "sigma_min".</value>
    public string? FinalSigmasType { get; init; }

    /// <value>UniPC: whether the picture, not the noise, is what predictions are turned into.</value>
    public bool? PredictX0 { get; init; }

    /// <value>DDPM: "fixed_small" or "fixed_large".</value>
    public string? VarianceType { get; init; }

    public int? OriginalInferenceSteps { get; init; }
    public double? TimestepScaling { get; init; }

    public double? Shift { get; init; }
    public double? FlowShift { get; init; }

    // Read only to be refused: painting on without them would silently give another picture.
    public double[]? TrainedBetas { get; init; }
    public bool? Thresholding { get; init; }
    public bool? UseBetaSigmas { get; init; }
    public bool? UseDynamicShifting { get; init; }
    public double? ShiftTerminal { get; init; }

    [JsonIgnore]
    public int TrainSteps => NumTrainTimesteps ?? 1000;

    /// <summary>Flow-matching schedulers have no prediction_type: their name says it.</summary>
    [JsonIgnore]
    public PredictionType Prediction => PredictionType switch
    {
        null => ClassName?.StartsWith("FlowMatch", StringComparison.Ordinal) == true
            ? Schedulers.PredictionType.Flow
            : Schedulers.PredictionType.Epsilon,
        "epsilon" => Schedulers.PredictionType.Epsilon,
        "v_prediction" => Schedulers.PredictionType.Velocity,
        "flow_prediction" => Schedulers.PredictionType.Flow,
        _ => throw Unknown("prediction_type", PredictionType, "epsilon, v_prediction or flow_prediction"),
    };

    public TimestepSpacing SpacingOr(TimestepSpacing silent) => TimestepSpacing switch
    {
        null => silent,
        "leading" => Schedulers.TimestepSpacing.Leading,
        "linspace" => Schedulers.TimestepSpacing.Linspace,
        "trailing" => Schedulers.TimestepSpacing.Trailing,
        _ => throw Unknown("timestep_spacing", TimestepSpacing, "leading, linspace or trailing"),
    };

    private bool IsExponential => UseExponentialSigmas == true || UseLuLambdas == true;

    /// <summary>Noise levels between two, where the file asks for a spacing of its own; null where they follow from the timesteps.</summary>
    public double[]? Respaced(double max, double min, int count) => UseKarrasSigmas == true ? NoiseSchedule.KarrasSigmas(max, min, count)
        : IsExponential ? NoiseSchedule.ExponentialSigmas(max, min, count) : null;

    /// <exception cref="ModelException">The file is missing, is not JSON, or asks for what is not built in.</exception>
    public static SchedulerConfig Read(string path)
    {
        var config = JsonFile.Read<SchedulerConfig>(path);
        config.Check();
        return config;
    }

    /// <exception cref="ModelException">The text is not JSON, or asks for what is not built in.</exception>
    public static SchedulerConfig Parse(byte[] text)
    {
        var config = JsonFile.Parse<SchedulerConfig>("scheduler_config.json", text);
        config.Check();
        return config;
    }

    /// <exception cref="ModelException">A value is out of range, unknown, or asks for what is not built in.</exception>
    public void Check()
    {
        if (TrainSteps is < 1 or > 100_000)
            throw Unknown("num_train_timesteps", NumTrainTimesteps, "1 to 100000");
        if (StepsOffset is < 0 || StepsOffset >= TrainSteps)
            throw Unknown("steps_offset", StepsOffset, "0 or a little more");
        if (Shift is not (null or (> 0 and <= 1000)))
            throw Unknown("shift", Shift, "above 0 to 1000");
        if (FlowShift is not (null or (> 0 and <= 1000)))
            throw Unknown("flow_shift", FlowShift, "above 0 to 1000");
        if (ClipSampleRange is <= 0)
            throw Unknown("clip_sample_range", ClipSampleRange, "above 0");
        _ = Prediction;
        _ = SpacingOr(Schedulers.TimestepSpacing.Leading);
        Refuse("trained_betas", TrainedBetas is not null);
        Refuse("thresholding", Thresholding == true);
        Refuse("use_karras_sigmas for a flow model", UseKarrasSigmas == true && Prediction == Schedulers.PredictionType.Flow);
        Refuse("use_exponential_sigmas for a flow model", IsExponential && Prediction == Schedulers.PredictionType.Flow);
        Refuse("use_karras_sigmas and use_exponential_sigmas at once", UseKarrasSigmas == true && IsExponential);
        Refuse("use_beta_sigmas", UseBetaSigmas == true);
        Refuse("use_dynamic_shifting", UseDynamicShifting == true);
        Refuse("shift_terminal", ShiftTerminal is not null);
    }

    public static ModelException Unknown(string key, object? value, string known) =>
        new($"scheduler_config.json has {key} = {value}, which is not known; use {known}.");

    private static void Refuse(string key, bool asked)
    {
        if (asked)
            throw new ModelException($"scheduler_config.json asks for {key}, which is not built in; remove it or use another model.");
    }
}
