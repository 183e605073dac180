using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text;

/// <summary>What config.json and generation_config.json say that decoding needs.</summary>
/// <param name="ContextLength">Most tokens the model can look at, prompt and answer together.</param>
/// <param name="EndIds">Tokens that end a text.</param>
internal sealed record TextConfig(int ContextLength, IReadOnlyList<int> EndIds)
{
    private const long MaxFileBytes = 1 << 20;

    private sealed record File
    {
        [JsonPropertyName("max_position_embeddings")] public int? MaxPositions { get; init; }
        [JsonPropertyName("n_positions")] public int? Positions { get; init; }
        /// <summary>One id or a list of them.</summary>
        [JsonPropertyName("eos_token_id")] public JsonElement? EndId { get; init; }
    }

    /// <exception cref="ModelException">A file is missing or damaged, or gives no context length.</exception>
    public static TextConfig Read(string folder)
    {
        var config = ReadFile(Path.Combine(folder, "config.json"))
            ?? throw new ModelException("The model folder has no config.json. Copy the whole model folder again.");
        // The newer of the two files wins, as in transformers: config.json often names only one of several end marks.
        var generation = ReadFile(Path.Combine(folder, "generation_config.json"));
        var length = config.MaxPositions ?? config.Positions;
        if (length is not (>= 8 and <= 1 << 24))
            throw new ModelException("The model's config.json gives no usable max_position_embeddings.");
        return new TextConfig(length.Value, [.. Ids(generation?.EndId).Union(Ids(config.EndId))]);
    }

    private static File? ReadFile(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) return null;
        if (info.Length > MaxFileBytes) throw new ModelException($"The model's {info.Name} is larger than 1 MB.");
        try
        {
            return JsonSerializer.Deserialize<File>(System.IO.File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new ModelException($"The model's {info.Name} is damaged. Copy the whole model folder again.", e);
        }
    }

    private static IEnumerable<int> Ids(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Number } one => [one.GetInt32()],
        { ValueKind: JsonValueKind.Array } many => many.EnumerateArray().Select(id => id.GetInt32()),
        _ => [],
    };
}
