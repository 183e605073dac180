using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;

namespace MuseSpark.Web.Provenance;

/// <summary>What differs between how something was made then and now, in sentences.</summary>
public static class Differences
{
    public static IReadOnlyList<string> Between(ProvenanceView then, ProvenanceView now)
    {
        string[] conditions = [.. BetweenModels(then.Model!, now.Model!), .. BetweenRuntimes(then.Runtime!, now.Runtime!), .. BetweenOrders(then, now)];
        if (!CameOutOtherwise(then, now)) return conditions;
        return conditions.Length > 0
            ? [.. conditions, "What came of it differs."]
            : ["What came of it differs, although model, program, settings and seed are the same. Another processor, or another number of its cores, can round differently."];
    }

    private static IEnumerable<string> BetweenModels(ModelRecord then, ModelRecord now)
    {
        if (then.Id != now.Id) yield return $"The model was {then.Id}, now it is {now.Id}.";
        else if (then.Version != now.Version) yield return $"The model {then.Name} was version {then.Version}, now it is {now.Version}.";
        foreach (var (file, hash) in then.Files)
        {
            if (!now.Files.TryGetValue(file, out var present)) yield return $"The model's file {file} is no longer there.";
            else if (present != hash) yield return $"The model's file {file} has changed since: SHA-256 {hash[..12]} then, {present[..12]} now.";
        }

        foreach (var file in now.Files.Keys.Except(then.Files.Keys)) yield return $"The model's file {file} is new.";
    }

    private static IEnumerable<string> BetweenRuntimes(RuntimeRecord then, RuntimeRecord now)
    {
        if (then.OnnxRuntime != now.OnnxRuntime) yield return $"ONNX Runtime was {then.OnnxRuntime}, now it is {now.OnnxRuntime}.";
        if (then.ExecutionProvider != now.ExecutionProvider)
            yield return $"It ran on {then.ExecutionProvider}, now on {now.ExecutionProvider}.";
        if (then.App != now.App) yield return $"MuseSpark was {then.App}, now it is {now.App}.";
        if (then.Platform != now.Platform) yield return $"The machine was {then.Platform}, now it is {now.Platform}.";
    }

    private static string? GoesOnFrom(ProvenanceView record) => record.Parents.FirstOrDefault(parent => parent.Relation == "goes-on-from")?.Sha256;

    private static IEnumerable<string> BetweenOrders(ProvenanceView then, ProvenanceView now)
    {
        if (GoesOnFrom(then) != GoesOnFrom(now)) yield return "What it goes on from has changed, or is gone.";
        if (then.Seed != now.Seed) yield return $"The seed was {then.Seed}, now it is {now.Seed}.";
        if ((then.Mode ?? Modes.Instant) != (now.Mode ?? Modes.Instant)) yield return $"It was made {then.Mode ?? Modes.Instant}, now {now.Mode ?? Modes.Instant}.";
        if (JsonSerializer.Serialize(then.Settings) != JsonSerializer.Serialize(now.Settings)) yield return "The settings differ.";
        if (then.TextMark != now.TextMark) yield return "The words are marked in another way.";
        if (then.ExpandedPrompt != now.ExpandedPrompt) yield return "What the model was given differs.";
    }

    private static bool CameOutOtherwise(ProvenanceView then, ProvenanceView now) =>
        then.PaintedSha256 is null || now.PaintedSha256 is null ? then.OutputSha256 != now.OutputSha256 : then.PaintedSha256 != now.PaintedSha256;
}
