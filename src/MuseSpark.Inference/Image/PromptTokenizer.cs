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
    /// <param name="most">The length where the file allows more.</param>
    public static PromptTokenizer Open(string folder, int most = MaxLength)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        var clip = !File.Exists(path) && File.Exists(Path.Combine(folder, "vocab.json"));
        var tokenizer = clip ? Tokenizer.OpenClip(folder) : Tokenizer.Open(path);
        var config = JsonFile.Read<TokenizerConfig>(Path.Combine(folder, "tokenizer_config.json"));
        // Exporters write 1e30 where no length is known.
        if (!(config.ModelMaxLength >= 1 && config.ModelMaxLength <= MaxLength))
            throw new ModelException($"tokenizer_config.json needs a model_max_length of 1 to {MaxLength}.");
        var length = Math.Min((int)config.ModelMaxLength, most);
        var frame = tokenizer.Frame;
        if (frame.Before.Count + frame.After.Count >= length)
            throw new ModelException($"tokenizer_config.json has a model_max_length of {length}, which leaves no room for words.");

        var pad = config.Text(config.PadToken, "pad_token");
        return new PromptTokenizer(
            tokenizer, length, frame, tokenizer.IdOf(pad) ?? throw new ModelException($"The tokenizer has no token {pad}, but its configuration uses it."));
    }

    /// <summary>Whether the encoder is of the kind that understands weights of words.</summary>
    private bool IsClip => _tokenizer.IdOf(ClipVocabulary.Start) is not null;

    private int Room => Length - _frame.Before.Count - _frame.After.Count;

    /// <summary>A prompt at exactly <see cref="Length"/> ids. What doesn't fit is left out, and told.</summary>
    public TokenisedPrompt Encode(string text)
    {
        var tokens = Tokens(text);
        var ids = new long[Length];
        Array.Fill(ids, _pad);
        var weights = new float[Length];
        Array.Fill(weights, 1);
        var next = 0;
        foreach (var id in _frame.Before) ids[next++] = id;
        foreach (var (id, weight) in tokens.Take(Room)) (ids[next], weights[next++]) = (id, weight);
        foreach (var id in _frame.After) ids[next++] = id;
        return new TokenisedPrompt(ids, weights.All(weight => weight == 1) ? null : weights, tokens.Count, Room, tokens.Count > Room ? Beyond(text) : "");
    }

    private List<(int Id, float Weight)> Tokens(string text) =>
        [.. (IsClip ? PromptWeights.Read(text) : [new(text, 1)]).SelectMany(part => _tokenizer.Encode(part.Text).Select(id => (id, part.Weight)))];

    /// <summary>The words from the first on that is not read as a whole.</summary>
    private string Beyond(string text)
    {
        text = text.TrimEnd();
        // White space behind the words is no loss, nor is a prompt of nothing else.
        if (Tokens(text).Count <= Room) return "";
        int[] starts = [.. text.Index().Where(c => !char.IsWhiteSpace(c.Item) && (c.Index == 0 || char.IsWhiteSpace(text[c.Index - 1]))).Select(c => c.Index)];
        // Every longer beginning has at least as many tokens.
        int fits = 0, beyond = starts.Length;
        while (beyond - fits > 1)
        {
            var middle = (fits + beyond) / 2;
            if (Tokens(text[..starts[middle]].TrimEnd()).Count <= Room) fits = middle;
            else beyond = middle;
        }
        return text[starts[fits]..];
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
