using System.Text.Json;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Recognition;

/// <summary>How a picture model is meant to be used, told from its own files: its publishers' numbers differ by family.</summary>
internal static class PictureDefaults
{
    private const int LatentPixels = 8, Step = 64, LargestUsual = 1024;

    public static async Task<(ModelDefaults Defaults, IReadOnlyList<int> Sizes)> OfAsync(FolderContent content, string pipeline, string denoiser, CancellationToken cancellationToken)
    {
        var config = content.Has($"{denoiser}/config.json") ? await ModelRecogniser.ReadAsync(content, $"{denoiser}/config.json", cancellationToken) : default;
        var scheduler = SchedulerConfig.Parse(await ModelRecogniser.ReadBytesAsync(content, "scheduler/scheduler_config.json", cancellationToken));
        var edge = Number(config, "sample_size") is { } latents && latents is >= 8 and <= 256 ? latents * LatentPixels : (int?)null;
        var (steps, guidance) = Habits(content.Name, pipeline, scheduler, Number(config, "time_cond_proj_dim") is not null);
        var defaults = new ModelDefaults { Width = edge, Height = edge, Steps = steps, Guidance = guidance, Scheduler = SchedulerList.UsualFor(scheduler) };
        return (defaults, edge is null ? [] : Sizes(edge.Value, Multiple(config)));
    }

    private static (int Steps, float Guidance) Habits(string name, string pipeline, SchedulerConfig scheduler, bool takesGuidance)
    {
        var flow = scheduler.Prediction == PredictionType.Flow;
        // Consistency models have their guidance inside; those without an input for it were merged with an adapter, and take none.
        if (scheduler.ClassName == "LCMScheduler" || pipeline.Contains("LatentConsistency", StringComparison.Ordinal)) return (4, takesGuidance ? 8 : 0);
        if (IsDistilled(name, scheduler)) return (flow ? 4 : 2, 0);
        if (flow) return (28, 7);
        return pipeline.Contains("XL", StringComparison.Ordinal) ? (30, 5) : (25, 7.5f);
    }

    /// <summary>Models made for one to four steps start at the very noisiest timestep, and have learned what guidance does.</summary>
    private static bool IsDistilled(string name, SchedulerConfig scheduler) => name.Contains("turbo", StringComparison.OrdinalIgnoreCase)
        || (scheduler.ClassName is "EulerDiscreteScheduler" or "EulerAncestralDiscreteScheduler" && scheduler.TimestepSpacing == "trailing"
            && scheduler.Prediction == PredictionType.Epsilon && scheduler.RescaleBetasZeroSnr != true);

    /// <summary>Each level of a U-Net halves the latents, and they must come out even.</summary>
    private static int Multiple(JsonElement config) => LatentPixels * (config.ValueKind == JsonValueKind.Object && config.TryGetProperty("down_block_types", out var levels) && levels.ValueKind == JsonValueKind.Array
        ? 1 << Math.Clamp(levels.GetArrayLength() - 1, 0, 4) : Math.Clamp(Number(config, "patch_size") ?? 1, 1, 8));

    /// <summary>From half the edge it was taught with to half as much again: far from it, models repeat things or lose them.</summary>
    private static IReadOnlyList<int> Sizes(int edge, int multiple)
    {
        var step = edge >= 512 ? Math.Max(Step, multiple) : multiple;
        var largest = Math.Max(edge, Math.Min(edge * 3 / 2, LargestUsual));
        return [.. Enumerable.Range(1, largest / step).Select(i => i * step).Where(size => size >= edge / 2).Append(edge).Distinct().Order()];
    }

    private static int? Number(JsonElement config, string key) => config.ValueKind == JsonValueKind.Object && config.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
