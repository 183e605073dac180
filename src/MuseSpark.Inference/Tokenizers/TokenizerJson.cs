using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>The parts of a Hugging Face tokenizer.json that encoding and decoding need, as they stand in the file.</summary>
internal sealed record TokenizerJson
{
    [JsonPropertyName("added_tokens")] public List<Added> AddedTokens { get; init; } = [];
    [JsonPropertyName("normalizer")] public Step? Normalizer { get; init; }
    [JsonPropertyName("pre_tokenizer")] public Step? PreTokenizer { get; init; }
    [JsonPropertyName("model")] public required BpeModel Model { get; init; }

    public sealed record Added
    {
        [JsonPropertyName("id")] public required int Id { get; init; }
        [JsonPropertyName("content")] public required string Content { get; init; }
        [JsonPropertyName("special")] public bool Special { get; init; }
        [JsonPropertyName("lstrip")] public bool StripLeft { get; init; }
        [JsonPropertyName("rstrip")] public bool StripRight { get; init; }
        [JsonPropertyName("single_word")] public bool SingleWord { get; init; }
    }

    /// <summary>A normaliser or pre-tokenizer: the union of the fields that the known types have.</summary>
    public sealed record Step
    {
        [JsonPropertyName("type")] public required string Type { get; init; }
        [JsonPropertyName("normalizers")] public List<Step> Normalizers { get; init; } = [];
        [JsonPropertyName("pretokenizers")] public List<Step> PreTokenizers { get; init; } = [];
        [JsonPropertyName("pattern")] public Pattern? Pattern { get; init; }
        [JsonPropertyName("content")] public string Content { get; init; } = "";
        [JsonPropertyName("behavior")] public string Behavior { get; init; } = "";
        [JsonPropertyName("invert")] public bool Invert { get; init; }
        [JsonPropertyName("add_prefix_space")] public bool AddPrefixSpace { get; init; }
        [JsonPropertyName("use_regex")] public bool UseRegex { get; init; } = true;
        [JsonPropertyName("individual_digits")] public bool IndividualDigits { get; init; }
    }

    public sealed record Pattern
    {
        [JsonPropertyName("Regex")] public string? Regex { get; init; }
        [JsonPropertyName("String")] public string? String { get; init; }
    }

    public sealed record BpeModel
    {
        [JsonPropertyName("type")] public string Type { get; init; } = "BPE";
        [JsonPropertyName("vocab")] public required Dictionary<string, int> Vocab { get; init; }
        /// <summary>Each "left right" or ["left", "right"].</summary>
        [JsonPropertyName("merges")] public required List<JsonElement> Merges { get; init; }
        [JsonPropertyName("unk_token")] public string? UnknownToken { get; init; }
        [JsonPropertyName("byte_fallback")] public bool ByteFallback { get; init; }
        [JsonPropertyName("ignore_merges")] public bool IgnoreMerges { get; init; }
        [JsonPropertyName("end_of_word_suffix")] public string? EndOfWordSuffix { get; init; }
        [JsonPropertyName("continuing_subword_prefix")] public string? ContinuingSubwordPrefix { get; init; }
    }
}
