using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>The parts of a Hugging Face tokenizer.json that encoding and decoding need, as they stand in the file.</summary>
internal sealed record TokenizerJson
{
    [JsonPropertyName("added_tokens")] public List<Added> AddedTokens { get; init; } = [];
    [JsonPropertyName("normalizer")] public Step? Normalizer { get; init; }
    [JsonPropertyName("pre_tokenizer")] public Step? PreTokenizer { get; init; }
    [JsonPropertyName("post_processor")] public JsonElement PostProcessor { get; init; }
    [JsonPropertyName("decoder")] public Step? Decoder { get; init; }
    [JsonPropertyName("model")] public required VocabularyModel Model { get; init; }

    public sealed record Added
    {
        [JsonPropertyName("id")] public required int Id { get; init; }
        [JsonPropertyName("content")] public required string Content { get; init; }
        [JsonPropertyName("special")] public bool Special { get; init; }
        [JsonPropertyName("lstrip")] public bool StripLeft { get; init; }
        [JsonPropertyName("rstrip")] public bool StripRight { get; init; }
        [JsonPropertyName("single_word")] public bool SingleWord { get; init; }
        /// <summary>Null: the opposite of special.</summary>
        [JsonPropertyName("normalized")] public bool? Normalized { get; init; }
    }

    /// <summary>A normaliser, pre-tokenizer or decoder: the union of the fields that the known types have.</summary>
    public sealed record Step
    {
        [JsonPropertyName("type")] public required string Type { get; init; }
        [JsonPropertyName("normalizers")] public List<Step> Normalizers { get; init; } = [];
        [JsonPropertyName("pretokenizers")] public List<Step> PreTokenizers { get; init; } = [];
        [JsonPropertyName("decoders")] public List<Step> Decoders { get; init; } = [];
        [JsonPropertyName("pattern")] public Pattern? Pattern { get; init; }
        [JsonPropertyName("content")] public string Content { get; init; } = "";
        [JsonPropertyName("behavior")] public string Behavior { get; init; } = "";
        [JsonPropertyName("invert")] public bool Invert { get; init; }
        [JsonPropertyName("add_prefix_space")] public bool? AddPrefixSpace { get; init; }
        [JsonPropertyName("use_regex")] public bool UseRegex { get; init; } = true;
        [JsonPropertyName("individual_digits")] public bool IndividualDigits { get; init; }
        [JsonPropertyName("delimiter")] public string Delimiter { get; init; } = "";
        [JsonPropertyName("length")] public int Length { get; init; }
        [JsonPropertyName("replacement")] public string Replacement { get; init; } = "\u2581";
        [JsonPropertyName("prepend_scheme")] public string? PrependScheme { get; init; }
        [JsonPropertyName("split")] public bool SplitWords { get; init; } = true;
        [JsonPropertyName("prepend")] public string Prepend { get; init; } = "";
        [JsonPropertyName("strip_left")] public bool StripLeft { get; init; }
        [JsonPropertyName("strip_right")] public bool StripRight { get; init; }
        [JsonPropertyName("clean_text")] public bool CleanText { get; init; } = true;
        [JsonPropertyName("handle_chinese_chars")] public bool HandleChineseChars { get; init; } = true;
        [JsonPropertyName("strip_accents")] public bool? StripAccents { get; init; }
        [JsonPropertyName("lowercase")] public bool Lowercase { get; init; }
        [JsonPropertyName("precompiled_charsmap")] public string? PrecompiledCharsMap { get; init; }
        [JsonPropertyName("prefix")] public string Prefix { get; init; } = "";
        [JsonPropertyName("suffix")] public string Suffix { get; init; } = "";
        [JsonPropertyName("cleanup")] public bool Cleanup { get; init; }
        [JsonPropertyName("start")] public int Start { get; init; }
        [JsonPropertyName("stop")] public int Stop { get; init; }
    }

    public sealed record Pattern
    {
        [JsonPropertyName("Regex")] public string? Regex { get; init; }
        [JsonPropertyName("String")] public string? String { get; init; }
    }

    /// <summary>A vocabulary with its algorithm: the union of the fields that BPE, Unigram and WordPiece have.</summary>
    public sealed record VocabularyModel
    {
        /// <summary>Older files don't say; the other fields do.</summary>
        [JsonPropertyName("type")] public string? Type { get; init; }
        /// <summary>{text: id}; for Unigram [[text, log probability], ...].</summary>
        [JsonPropertyName("vocab")] public required JsonElement Vocab { get; init; }
        /// <summary>A list, each "left right" or ["left", "right"]; undefined where the algorithm has none.</summary>
        [JsonPropertyName("merges")] public JsonElement Merges { get; init; }
        [JsonPropertyName("unk_token")] public string? UnknownToken { get; init; }
        [JsonPropertyName("unk_id")] public int? UnknownId { get; init; }
        [JsonPropertyName("byte_fallback")] public bool ByteFallback { get; init; }
        [JsonPropertyName("fuse_unk")] public bool FuseUnknown { get; init; }
        [JsonPropertyName("ignore_merges")] public bool IgnoreMerges { get; init; }
        [JsonPropertyName("end_of_word_suffix")] public string? EndOfWordSuffix { get; init; }
        [JsonPropertyName("continuing_subword_prefix")] public string? ContinuingSubwordPrefix { get; init; }
        [JsonPropertyName("max_input_chars_per_word")] public int? MaxInputCharsPerWord { get; init; }
    }
}
