using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers.Algorithms;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>The vocabulary of a tokenizer.json and the algorithm that goes with it.</summary>
internal static class VocabularyReader
{
    private const int MaxTokens = 1 << 20, MaxMerges = 1 << 21;

    // Finding pieces costs time by their lengths.
    private const int MaxPieceLength = 512;
    private const int MaxWordLength = 1000;

    public static Dictionary<string, int> Ids(TokenizerJson.VocabularyModel model)
    {
        var count = model.Vocab.ValueKind == JsonValueKind.Array ? model.Vocab.GetArrayLength() : model.Vocab.GetPropertyCount();
        if (count > MaxTokens) throw new ModelException($"The tokenizer has more than {MaxTokens} tokens. Use another model.");
        var ids = new Dictionary<string, int>(count, StringComparer.Ordinal);
        if (model.Vocab.ValueKind == JsonValueKind.Array)
            foreach (var (id, piece) in model.Vocab.EnumerateArray().Index()) ids[piece[0].GetString() ?? ""] = id;
        else
            foreach (var entry in model.Vocab.EnumerateObject()) ids[entry.Name] = entry.Value.GetInt32();
        if (ids.Values.Any(id => id is < 0 or >= MaxTokens)) throw new ModelException("The tokenizer has ids out of range. Copy the whole model folder again.");
        return ids;
    }

    /// <param name="control">Ids of control tokens, which no word may become.</param>
    public static IWordEncoder Encoder(TokenizerJson.VocabularyModel model, Dictionary<string, int> ids, HashSet<int> control)
    {
        var type = model.Type ?? (model.Vocab.ValueKind == JsonValueKind.Array ? "Unigram" : model.Merges.ValueKind != JsonValueKind.Array ? "WordPiece" : "BPE");
        return type switch
        {
            "BPE" => BytePair(model, ids, control),
            "Unigram" => Unigram(model, control),
            "WordPiece" => new WordPieceModel(
                ids, control, ids[model.UnknownToken ?? "[UNK]"], model.ContinuingSubwordPrefix ?? "##", Math.Min(model.MaxInputCharsPerWord ?? 100, MaxWordLength)),
            _ => throw new ModelException($"The tokenizer has the algorithm {type}; known are BPE, Unigram and WordPiece. Use another model."),
        };
    }

    private static UnigramModel Unigram(TokenizerJson.VocabularyModel model, HashSet<int> control)
    {
        var pieces = model.Vocab.EnumerateArray().Select(p => (Text: p[0].GetString() ?? "", Score: p[1].GetDouble())).ToList();
        if (pieces.Any(p => p.Text.Length > MaxPieceLength)) throw new ModelException($"The tokenizer has tokens of more than {MaxPieceLength} characters. Use another model.");
        if (model.UnknownId is not { } unknown || unknown < 0 || unknown >= pieces.Count) throw new JsonException("The vocabulary has no unk_id.");
        return new UnigramModel(pieces, control, unknown, model.ByteFallback);
    }

    private static BytePairModel BytePair(TokenizerJson.VocabularyModel model, Dictionary<string, int> ids, HashSet<int> control)
    {
        if (!string.IsNullOrEmpty(model.ContinuingSubwordPrefix)) throw new ModelException("The tokenizer has marks inside words, which this version doesn't know with BPE. Use another model.");
        var count = model.Merges.GetArrayLength();
        if (count > MaxMerges) throw new ModelException($"The tokenizer has more than {MaxMerges} merges. Use another model.");
        var merges = new Dictionary<(int, int), (int, int)>(count);
        foreach (var (rank, merge) in model.Merges.EnumerateArray().Index())
        {
            var parts = merge.ValueKind == JsonValueKind.Array
                ? [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")]
                : (merge.GetString() ?? "").Split(' ');
            if (parts is not [var left, var right]
                || !ids.TryGetValue(left, out var leftId) || !ids.TryGetValue(right, out var rightId) || !ids.TryGetValue(left + right, out var id))
                throw new JsonException($"Merge {rank} doesn't join two tokens into a third.");
            if (!control.Contains(id)) merges[(leftId, rightId)] = (rank, id); // of two equal ones the last counts
        }
        return new BytePairModel(
            ids, control, new BytePairMerger(merges), model.IgnoreMerges, model.ByteFallback, model.FuseUnknown, model.UnknownToken, model.EndOfWordSuffix ?? "");
    }
}
