using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Image;

/// <summary>Turns a prompt into ids of a fixed length, as the text encoder of a picture model wants them.</summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
internal sealed class PromptTokenizer
{
    private const int MaxLength = 1024;

    private readonly Tokenizer _tokenizer;
    private readonly PostProcessor _frame;
    private readonly int _pad;

    private PromptTokenizer(Tokenizer tokenizer, int length, PostProcessor frame, int pad) =>
        (_tokenizer, Length, _frame, _pad) = (tokenizer, length, frame, pad);

    public int Length { get; }

    /// <param name="folder">Holds tokenizer.json, or CLIP's vocab.json and merges.txt, and tokenizer_config.json.</param>
    /// <exception cref="ModelException">A file is missing, damaged, or of a kind not supported.</exception>
    public static PromptTokenizer Open(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        var clip = !File.Exists(path) && File.Exists(Path.Combine(folder, "vocab.json"));
        var tokenizer = clip ? Tokenizer.OpenClip(folder) : Tokenizer.Open(path);
        var config = JsonFile.Read<TokenizerConfig>(Path.Combine(folder, "tokenizer_config.json"));
        // Exporters write 1e30 where no length is known.
        if (!(config.ModelMaxLength >= 1 && config.ModelMaxLength <= MaxLength))
            throw new ModelException($"tokenizer_config.json needs a model_max_length of 1 to {MaxLength}.");
        var length = (int)config.ModelMaxLength;
        var frame = tokenizer.Frame;
        if (frame.Before.Count + frame.After.Count >= length)
            throw new ModelException($"tokenizer_config.json has a model_max_length of {length}, which leaves no room for words.");

        var pad = config.Text(config.PadToken, "pad_token");
        return new PromptTokenizer(
            tokenizer, length, frame, tokenizer.IdOf(pad) ?? throw new ModelException($"The tokenizer has no token {pad}, but its configuration uses it."));
    }

    /// <summary>Ids of <paramref name="text"/>, exactly <see cref="Length"/> of them. What doesn't fit is left out.</summary>
    public void Encode(string text, Span<long> ids)
    {
        ids.Fill(_pad);
        var next = 0;
        foreach (var id in _frame.Before)
            ids[next++] = id;
        foreach (var id in _tokenizer.Encode(text).Take(Length - _frame.Before.Count - _frame.After.Count))
            ids[next++] = id;
        foreach (var id in _frame.After)
            ids[next++] = id;
    }

    private sealed record TokenizerConfig
    {
        public double ModelMaxLength { get; init; }

        /// <summary>A string, or an object with a "content".</summary>
        public JsonElement PadToken { get; init; }

        public string Text(JsonElement token, string key) => token.ValueKind switch
        {
            JsonValueKind.String => token.GetString()!,
            JsonValueKind.Object when token.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => content.GetString()!,
            _ => throw new ModelException($"tokenizer_config.json has no {key}, so prompts can't be brought to one length."),
        };
    }
}
