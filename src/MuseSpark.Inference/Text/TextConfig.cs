using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text;

/// <summary>What config.json and generation_config.json say that decoding needs.</summary>
/// <param name="ContextLength">Most tokens the model can look at, prompt and answer together.</param>
/// <param name="EndIds">Tokens that end a text.</param>
internal sealed record TextConfig(int ContextLength, IReadOnlyList<int> EndIds)
{
    /// <param name="NPositions">GPT-2's name for the same.</param>
    /// <param name="EosTokenId">One id or a list of them.</param>
    private sealed record ConfigFile(int? MaxPositionEmbeddings, int? NPositions, JsonElement? EosTokenId);

    /// <exception cref="ModelException">A file is missing or damaged, or gives no context length.</exception>
    public static TextConfig Read(string folder)
    {
        var config = JsonFile.Read<ConfigFile>(Path.Combine(folder, "config.json"));
        var generationPath = Path.Combine(folder, "generation_config.json");
        var generation = File.Exists(generationPath) ? JsonFile.Read<ConfigFile>(generationPath) : null;
        var length = config.MaxPositionEmbeddings ?? config.NPositions;
        if (length is not (>= 8 and <= 1 << 24))
            throw new ModelException("The model's config.json gives no usable max_position_embeddings.");
        // Each file may name end marks that the other leaves out.
        return new TextConfig(length.Value, [.. Ids(generation?.EosTokenId).Union(Ids(config.EosTokenId))]);
    }

    private static IEnumerable<int> Ids(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Number } one => [ToId(one)],
        { ValueKind: JsonValueKind.Array } many => many.EnumerateArray().Select(ToId),
        _ => [],
    };

    private static int ToId(JsonElement element) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id)
        ? id
        : throw new ModelException("The model's eos_token_id is neither a token id nor a list of them.");
}
