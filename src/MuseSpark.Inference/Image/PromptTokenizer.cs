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
    private readonly int[] _before, _after; // ids that the model expects around the words
    private readonly int _pad;

    private PromptTokenizer(Tokenizer tokenizer, int length, int[] before, int[] after, int pad) =>
        (_tokenizer, Length, _before, _after, _pad) = (tokenizer, length, before, after, pad);

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
        (List<string> before, List<string> after) = clip ? ([ClipVocabulary.Start], [ClipVocabulary.End]) : ReadFrame(path);
        var length = (int)config.ModelMaxLength;
        if (before.Count + after.Count >= length)
            throw new ModelException($"tokenizer_config.json has a model_max_length of {length}, which leaves no room for words.");

        int Id(string token) => tokenizer.IdOf(token) ?? throw new ModelException($"The tokenizer has no token {token}, but its configuration uses it.");
        return new PromptTokenizer(tokenizer, length, [.. before.Select(Id)], [.. after.Select(Id)], Id(config.Text(config.PadToken, "pad_token")));
    }

    /// <summary>Ids of <paramref name="text"/>, exactly <see cref="Length"/> of them. What doesn't fit is left out.</summary>
    public void Encode(string text, Span<long> ids)
    {
        ids.Fill(_pad);
        var next = 0;
        foreach (var id in _before)
            ids[next++] = id;
        foreach (var id in _tokenizer.Encode(text).Take(Length - _before.Length - _after.Length))
            ids[next++] = id;
        foreach (var id in _after)
            ids[next++] = id;
    }

    /// <summary>The special tokens that tokenizer.json puts around a text.</summary>
    private static (List<string> Before, List<string> After) ReadFrame(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        List<string> before = [], after = [];
        if (!json.RootElement.TryGetProperty("post_processor", out var frame) || frame.ValueKind == JsonValueKind.Null)
            return (before, after);
        try
        {
            switch (frame.GetProperty("type").GetString())
            {
                case "ByteLevel":
                    break;
                case "RobertaProcessing" or "BertProcessing":
                    before.Add(frame.GetProperty("cls")[0].GetString()!);
                    after.Add(frame.GetProperty("sep")[0].GetString()!);
                    break;
                case "TemplateProcessing":
                    var side = before;
                    foreach (var part in frame.GetProperty("single").EnumerateArray())
                    {
                        if (part.TryGetProperty("SpecialToken", out var token))
                            side.Add(token.GetProperty("id").GetString()!);
                        else
                            side = after;
                    }
                    break;
                case var other:
                    throw new ModelException($"tokenizer.json has the post-processor {other}, which is not known.");
            }
        }
        catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ModelException("The post-processor of tokenizer.json is damaged. Copy the whole model folder again.", cause);
        }
        return (before, after);
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
