using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text;

/// <summary>The settings of one generation, every null filled in and every range checked.</summary>
internal readonly record struct SamplerSettings(
    int MaxTokens, float Temperature, int TopK, float TopP, float MinP, float RepetitionPenalty, float PresencePenalty = 0, float FrequencyPenalty = 0, float Dry = 0,
    float Guidance = 1, float Hold = 0, int Openings = 1)
{
    /// <exception cref="ModelException">A setting is out of its range.</exception>
    public static SamplerSettings From(TextOptions options, ModelDefaults defaults)
    {
        var settings = new SamplerSettings(
            options.MaxTokens ?? defaults.MaxTokens ?? 400,
            options.Temperature ?? defaults.Temperature ?? 0.8f,
            options.TopK ?? defaults.TopK ?? 40,
            options.TopP ?? defaults.TopP ?? 0.95f,
            options.MinP ?? defaults.MinP ?? 0,
            options.RepetitionPenalty ?? defaults.RepetitionPenalty ?? 1,
            options.PresencePenalty ?? 0,
            options.FrequencyPenalty ?? 0,
            options.Dry ?? defaults.Dry ?? 0,
            options.Guidance ?? defaults.Guidance ?? 1,
            options.Hold ?? defaults.Hold ?? 0,
            options.Openings ?? defaults.Openings ?? 1);
        Require(settings.MaxTokens >= 1, "maxTokens must be at least 1");
        Require(settings.Temperature is >= 0 and <= 2, "temperature must be 0 to 2");
        Require(settings.TopK >= 0, "topK must be 0 (off) or more");
        Require(settings.TopP is > 0 and <= 1, "topP must be above 0 and at most 1");
        Require(settings.MinP is >= 0 and <= 1, "minP must be 0 to 1");
        Require(settings.RepetitionPenalty is >= 1 and <= 2, "repetitionPenalty must be 1 to 2");
        Require(settings.PresencePenalty is >= -2 and <= 2, "presencePenalty must be -2 to 2");
        Require(settings.FrequencyPenalty is >= -2 and <= 2, "frequencyPenalty must be -2 to 2");
        Require(settings.Dry is >= 0 and <= 5, "dry must be 0 to 5");
        Require(settings.Guidance is >= 1 and <= 4, "guidance must be 1 to 4");
        Require(settings.Hold is >= 0 and <= 5, "hold must be 0 to 5");
        Require(settings.Openings is >= 1 and <= 8, "openings must be 1 to 8");
        Require(options.Stop.Count <= 8, "at most 8 stop strings can be given");
        Require(options.LogitBias.Count <= 1000 && options.LogitBias.Values.All(bias => bias is >= -100 and <= 100), "logitBias must be -100 to 100, for at most 1000 tokens");
        Require(options.TopLogprobs is null or >= 0 and <= 20, "topLogprobs must be 0 to 20");
        return settings;
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition) throw new ModelException($"The setting can't be used: {rule}.");
    }
}
