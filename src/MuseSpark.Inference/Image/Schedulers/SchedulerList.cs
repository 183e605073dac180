using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image.Schedulers;

/// <param name="Name">What people choose it with.</param>
/// <param name="ClassName">The _class_name of a scheduler_config.json that asks for it.</param>
/// <param name="Predictions">The kinds of model it can step.</param>
/// <param name="Create">Makes one for so many steps.</param>
public sealed record SchedulerEntry(
    string Name, string ClassName, IReadOnlyList<PredictionType> Predictions, Func<SchedulerConfig, int, IScheduler> Create);

/// <summary>Every scheduler by the name people choose it with.</summary>
public static class SchedulerList
{
    internal const string PndmClass = "PNDMScheduler";

    private const string Karras = "DPM++ 2M Karras";

    private static readonly PredictionType[] Diffusion = [PredictionType.Epsilon, PredictionType.Velocity];

    public static IReadOnlyList<SchedulerEntry> All { get; } =
    [
        new("DDIM", "DDIMScheduler", Diffusion, (config, steps) => new Ddim(config, steps)),
        new("Euler", "EulerDiscreteScheduler", Diffusion, (config, steps) => new Euler(config, steps)),
        new("Euler a", "EulerAncestralDiscreteScheduler", Diffusion, (config, steps) => new EulerAncestral(config, steps)),
        new("DPM++ 2M", "DPMSolverMultistepScheduler", [.. Diffusion, PredictionType.Flow], (config, steps) => new DpmSolver(config, steps)),
        new(Karras, "DPMSolverMultistepScheduler", Diffusion, (config, steps) => new DpmSolver(config with { UseKarrasSigmas = true, UseExponentialSigmas = null, UseLuLambdas = null }, steps)),
        new("UniPC", "UniPCMultistepScheduler", [.. Diffusion, PredictionType.Flow], (config, steps) => new UniPc(config, steps)),
        new("PNDM", PndmClass, Diffusion, (config, steps) => new Pndm(config, steps)),
        new("DDPM", "DDPMScheduler", Diffusion, (config, steps) => new Ddpm(config, steps)),
        new("LCM", "LCMScheduler", Diffusion, (config, steps) => new Lcm(config, steps)),
        new("FlowMatchEuler", "FlowMatchEulerDiscreteScheduler", [PredictionType.Flow], (config, steps) => new FlowMatchEuler(config, steps)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>The names of those that can step a model with this file.</summary>
    /// <exception cref="ModelException">The file has an unknown prediction type.</exception>
    public static IReadOnlyList<string> NamesFor(SchedulerConfig config) =>
        [.. All.Where(entry => entry.Predictions.Contains(config.Prediction)).Select(entry => entry.Name)];

    /// <summary>
    /// The name of the scheduler that a model's own file asks for, or of the usual one for such a model: where its own is not built in, and for PNDM, which
    /// DPM++ 2M outdoes at equal steps.
    /// </summary>
    /// <exception cref="ModelException">The file has an unknown prediction type.</exception>
    public static string UsualFor(SchedulerConfig config) =>
        All.FirstOrDefault(entry => entry.ClassName == config.ClassName && entry.ClassName != PndmClass && entry.Predictions.Contains(config.Prediction))?.Name
            ?? (config.Prediction == PredictionType.Flow ? "FlowMatchEuler" : "DPM++ 2M");

    /// <summary>The scheduler people chose, or the one the model's own file asks for.</summary>
    /// <exception cref="ModelException">Unknown, or made for another kind of model, or can't take so many steps.</exception>
    public static IScheduler Create(string? name, SchedulerConfig config, int steps)
    {
        var fitting = string.Join(", ", NamesFor(config));
        var chosen = name is null
            ? All.FirstOrDefault(entry => entry.ClassName == config.ClassName)
                ?? throw new ModelException($"The model asks for {config.ClassName}, which is not built in; choose one of {fitting}.")
            : All.FirstOrDefault(entry => entry.Name == name)
                ?? throw new ModelException($"There is no scheduler {name}; choose one of {fitting}.");
        if (!chosen.Predictions.Contains(config.Prediction))
            throw new ModelException($"{chosen.Name} can't step this model; choose one of {fitting}.");
        return chosen.Create(config, steps);
    }
}
