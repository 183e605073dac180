using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Builds a <see cref="Tokenizer"/> from a tokenizer.json, and refuses what it could not follow to the letter.</summary>
internal static class TokenizerReader
{
    private const long MaxFileBytes = 64 << 20;
    private const int MaxTokens = 1 << 20;

    private static readonly JsonSerializerOptions Options = new() { RespectNullableAnnotations = true };

    public static Tokenizer Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new ModelException($"The tokenizer file {file.Name} is missing. Copy the whole model folder again.");
        if (file.Length > MaxFileBytes) throw new ModelException($"The tokenizer file {file.Name} is larger than {MaxFileBytes >> 20} MB.");
        try
        {
            using var stream = file.OpenRead();
            return Build(JsonSerializer.Deserialize<TokenizerJson>(stream, Options) ?? throw new JsonException("The file holds null."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ModelException($"The tokenizer file {file.Name} is damaged or not a Hugging Face tokenizer. Copy the whole model folder again.", e);
        }
    }

    public static Tokenizer Build(TokenizerJson json)
    {
        var model = json.Model;
        Refuse(model.Type != "BPE", $"the algorithm {model.Type}; only byte-level BPE is known");
        Refuse(model.ByteFallback, "byte fallback; only byte-level BPE is known");
        Refuse(!string.IsNullOrEmpty(model.ContinuingSubwordPrefix), "marks inside words");
        Refuse(json.AddedTokens.Contains(null!), "an added token that is null");
        Refuse(json.AddedTokens.Any(t => t.SingleWord), "single-word tokens");
        var added = json.AddedTokens.ConvertAll(t => new AddedToken(t.Id, t.Content, t.Special, t.StripLeft, t.StripRight));
        Refuse(model.Vocab.Count + added.Count > MaxTokens || model.Merges.Count > MaxTokens, $"more than {MaxTokens} tokens");
        Refuse(model.Vocab.Values.Concat(added.Select(t => t.Id)).Any(id => id is < 0 or >= MaxTokens), "ids out of range");
        Refuse(model.Vocab.Count + added.Count == 0, "no tokens at all");

        var preTokenizers = new List<PreTokenizer>();
        var byteLevel = AddPreTokenizer(json.PreTokenizer, preTokenizers);
        Refuse(!byteLevel, "no ByteLevel step; only byte-level BPE is known");
        var normalizers = new List<Func<string, string>>();
        AddNormalizer(json.Normalizer, normalizers);
        return new Tokenizer(model.Vocab, ReadMerges(model), model.IgnoreMerges, normalizers, preTokenizers, added, model.UnknownToken, model.EndOfWordSuffix ?? "");
    }

    private static Dictionary<(int, int), (int, int)> ReadMerges(TokenizerJson.BpeModel model)
    {
        var merges = new Dictionary<(int, int), (int, int)>(model.Merges.Count);
        foreach (var (rank, merge) in model.Merges.Index())
        {
            var parts = merge.ValueKind == JsonValueKind.Array
                ? [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")]
                : (merge.GetString() ?? "").Split(' ');
            if (parts is not [var left, var right]
                || !model.Vocab.TryGetValue(left, out var leftId) || !model.Vocab.TryGetValue(right, out var rightId)
                || !model.Vocab.TryGetValue(left + right, out var id))
                throw new JsonException($"Merge {rank} doesn't join two tokens into a third.");
            merges.TryAdd((leftId, rightId), (rank, id));
        }
        return merges;
    }

    /// <returns>Whether there is a ByteLevel step.</returns>
    private static bool AddPreTokenizer(TokenizerJson.Step? step, List<PreTokenizer> steps)
    {
        switch (step?.Type)
        {
            case null:
                return false;
            case "Sequence":
                // Every step must be added, so no short cut at the first ByteLevel.
                return step.PreTokenizers.Select(inner => AddPreTokenizer(inner, steps)).ToList().Contains(true);
            case "ByteLevel":
                if (step.UseRegex || step.AddPrefixSpace)
                    steps.Add(new PreTokenizer(
                        step.UseRegex ? PreTokenizer.Compile(PreTokenizer.Gpt2Pattern) : null, SplitBehaviour.Isolated, false, step.AddPrefixSpace));
                return true;
            case "Digits":
                steps.Add(new PreTokenizer(
                    PreTokenizer.Compile(step.IndividualDigits ? @"\p{N}" : @"\p{N}+"), SplitBehaviour.Isolated, false));
                return false;
            case "Split" when step.Pattern is { } pattern && Enum.TryParse<SplitBehaviour>(step.Behavior, out var behaviour):
                var regex = pattern.Regex ?? Regex.Escape(pattern.String ?? throw new JsonException("A Split step has no pattern."));
                steps.Add(new PreTokenizer(PreTokenizer.Compile(regex), behaviour, step.Invert));
                return false;
            default:
                throw new ModelException($"The tokenizer has a step {step.Type} {step.Behavior} that this version doesn't know.");
        }
    }

    private static void AddNormalizer(TokenizerJson.Step? step, List<Func<string, string>> steps)
    {
        switch (step?.Type)
        {
            case null:
                break;
            case "Sequence":
                foreach (var inner in step.Normalizers) AddNormalizer(inner, steps);
                break;
            case "NFC":
                steps.Add(CanonicalComposition.Normalize);
                break;
            case "Lowercase":
                steps.Add(text => text.ToLowerInvariant());
                break;
            case "Replace" when step.Pattern is { String: { Length: > 0 } literal }:
                steps.Add(text => text.Replace(literal, step.Content, StringComparison.Ordinal));
                break;
            case "Replace" when step.Pattern is { Regex: { } pattern }:
                var regex = PreTokenizer.Compile(pattern);
                steps.Add(text => regex.Replace(text, step.Content.Replace("$", "$$")));
                break;
            default:
                throw new ModelException($"The tokenizer has a normaliser {step.Type} that this version doesn't know.");
        }
    }

    private static void Refuse(bool condition, string what)
    {
        if (condition) throw new ModelException($"The tokenizer has {what}.");
    }
}
