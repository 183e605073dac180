using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers.Decoders;
using MuseSpark.Inference.Tokenizers.Normalizers;
using MuseSpark.Inference.Tokenizers.PreTokenizers;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Builds a <see cref="Tokenizer"/> from a tokenizer.json, and refuses what it could not follow to the letter.</summary>
internal static class TokenizerReader
{
    private const long MaxFileBytes = 64 << 20, MaxConfigBytes = 8 << 20;
    private const int MaxAdded = 1 << 16, MaxAddedLength = 1024, MaxId = 1 << 20;

    private static readonly JsonSerializerOptions Options = new() { RespectNullableAnnotations = true, MaxDepth = 32 };

    public static Tokenizer Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new ModelException($"The tokenizer file {file.Name} is missing. Copy the whole model folder again.");
        if (file.Length > MaxFileBytes) throw new ModelException($"The tokenizer file {file.Name} is larger than {MaxFileBytes >> 20} MB. Use another model.");
        try
        {
            using var stream = file.OpenRead();
            var json = JsonSerializer.Deserialize<TokenizerJson>(stream, Options) ?? throw new JsonException("The file holds null.");
            var known = json.AddedTokens.Select(t => t?.Id).ToHashSet();
            return Build(json with { AddedTokens = [.. json.AddedTokens, .. AddedBeside(file.DirectoryName!).Where(t => !known.Contains(t.Id))] });
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ModelException($"The tokenizer file {file.Name} has a pattern that takes too long with its own tokens. Use another model.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or KeyNotFoundException
            or IndexOutOfRangeException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The tokenizer file {file.Name} is damaged or not a Hugging Face tokenizer. Copy the whole model folder again.", e);
        }
    }

    /// <summary>The added tokens of tokenizer_config.json, which some converted folders list only there.</summary>
    private static IEnumerable<TokenizerJson.Added> AddedBeside(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path)) return [];
        var config = JsonFile.Read<Dictionary<string, JsonElement>>(path, MaxConfigBytes);
        if (config.GetValueOrDefault("added_tokens_decoder") is not { ValueKind: JsonValueKind.Object } tokens) return [];
        return tokens.EnumerateObject().Select(entry =>
        {
            bool Flag(string name) => entry.Value.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
            return new TokenizerJson.Added
            {
                Id = int.Parse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture),
                Content = entry.Value.GetProperty("content").GetString() ?? "",
                Special = Flag("special"),
                StripLeft = Flag("lstrip"),
                StripRight = Flag("rstrip"),
                SingleWord = Flag("single_word"),
                Normalized = Flag("normalized"),
            };
        }).ToList();
    }

    public static Tokenizer Build(TokenizerJson json)
    {
        var added = ReadAdded(json);
        var ids = VocabularyReader.Ids(json.Model);
        if (ids.Count + added.Count == 0) throw new ModelException("The tokenizer has no tokens at all. Copy the whole model folder again.");
        HashSet<int> control = [.. added.Where(t => t.Control).Select(t => t.Id)];
        var encoder = VocabularyReader.Encoder(json.Model, new Dictionary<string, int>(ids), control);
        if (Steps(json.PreTokenizer).Skip(TextSteps.Most).Any()) throw TextSteps.TooMany();
        var byteLevel = Steps(json.PreTokenizer).Any(s => s.Type == "ByteLevel");
        return new Tokenizer(
            ids, added, NormalizerReader.Read(json.Normalizer), json.Normalizer is not null, PreTokenizerReader.Read(json.PreTokenizer), encoder,
            new TokenDecoder(json.Decoder, byteLevel, json.Model.EndOfWordSuffix ?? ""), json.PostProcessor);
    }

    private static List<AddedToken> ReadAdded(TokenizerJson json)
    {
        var tokens = json.AddedTokens;
        if (tokens.Contains(null!)) throw new JsonException("An added token is null.");
        if (tokens.Count > MaxAdded || tokens.Any(t => t.Content.Length > MaxAddedLength)) throw new ModelException("The tokenizer has too many or too long added tokens. Use another model.");
        if (tokens.Any(t => t.Id is < 0 or >= MaxId)) throw new ModelException("The tokenizer has ids out of range. Copy the whole model folder again.");
        return tokens.ConvertAll(t => new AddedToken(t.Id, t.Content, t.Special, t.StripLeft, t.StripRight, t.SingleWord, t.Normalized ?? !t.Special));
    }

    private static IEnumerable<TokenizerJson.Step> Steps(TokenizerJson.Step? step) =>
        step is null ? [] : step.PreTokenizers.SelectMany(Steps).Prepend(step);
}
