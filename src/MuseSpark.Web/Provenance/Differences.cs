using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;

namespace MuseSpark.Web.Provenance;

/// <summary>What differs between how something was made then and now, in sentences.</summary>
public static class Differences
{
    public static IEnumerable<string> Between(ProvenanceView then, ProvenanceView now)
    {
        if (then.Model.Id != now.Model.Id) yield return $"The model was {then.Model.Id}, now it is {now.Model.Id}.";
        else if (then.Model.Version != now.Model.Version) yield return $"The model {then.Model.Name} was version {then.Model.Version}, now it is {now.Model.Version}.";
        foreach (var (file, hash) in then.Model.Files)
        {
            if (!now.Model.Files.TryGetValue(file, out var present)) yield return $"The model's file {file} is no longer there.";
            else if (present != hash) yield return $"The model's file {file} has changed since: SHA-256 {hash[..12]} then, {present[..12]} now.";
        }

        foreach (var file in now.Model.Files.Keys.Except(then.Model.Files.Keys)) yield return $"The model's file {file} is new.";
        if (then.Runtime.OnnxRuntime != now.Runtime.OnnxRuntime) yield return $"ONNX Runtime was {then.Runtime.OnnxRuntime}, now it is {now.Runtime.OnnxRuntime}.";
        if (then.Runtime.ExecutionProvider != now.Runtime.ExecutionProvider)
            yield return $"It ran on {then.Runtime.ExecutionProvider}, now on {now.Runtime.ExecutionProvider}.";
        if (then.Runtime.App != now.Runtime.App) yield return $"MuseSpark was {then.Runtime.App}, now it is {now.Runtime.App}.";
        if (then.Runtime.Platform != now.Runtime.Platform) yield return $"The machine was {then.Runtime.Platform}, now it is {now.Runtime.Platform}.";
        if (then.Seed != now.Seed) yield return $"The seed was {then.Seed}, now it is {now.Seed}.";
        if ((then.Mode ?? Modes.Instant) != (now.Mode ?? Modes.Instant)) yield return $"It was made {then.Mode ?? Modes.Instant}, now {now.Mode ?? Modes.Instant}.";
        if (JsonSerializer.Serialize(then.Settings) != JsonSerializer.Serialize(now.Settings)) yield return "The settings differ.";
        if (then.ExpandedPrompt != now.ExpandedPrompt) yield return "What the model was given differs.";
        if (then.OutputSha256 != now.OutputSha256) yield return "The bytes differ.";
    }
}
