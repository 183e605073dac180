// Radford et al. 2021, "Learning Transferable Visual Models From Natural Language Supervision", https://arxiv.org/abs/2103.00020 (section 2.4).
using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>
/// CLIP's byte-pair encoding from vocab.json and merges.txt: lower case, spaces joined, no space inside a token, and
/// a mark on the last token of each word. The two files don't say so; every model that has them means it.
/// </summary>
internal static class ClipVocabulary
{
    public const string Start = "<|startoftext|>", End = "<|endoftext|>";

    private const string WordEnd = "</w>";
    private const string Words = @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";
    private const long MaxFileBytes = 16 << 20;

    /// <exception cref="ModelException">A file is missing, damaged or too large.</exception>
    public static Tokenizer Read(string folder)
    {
        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        try
        {
            if (new FileInfo(vocabulary).Length > MaxFileBytes || new FileInfo(merges).Length > MaxFileBytes)
                throw new ModelException($"The tokenizer's vocab.json or merges.txt is larger than {MaxFileBytes >> 20} MB.");
            var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(vocabulary))
                ?? throw new JsonException("The file holds null.");
            return TokenizerReader.Build(new TokenizerJson
            {
                Normalizer = new()
                {
                    Type = "Sequence",
                    Normalizers = [new() { Type = "NFC" }, new() { Type = "Replace", Pattern = new() { Regex = @"\s+" }, Content = " " }, new() { Type = "Lowercase" }],
                },
                PreTokenizer = new()
                {
                    Type = "Sequence",
                    PreTokenizers =
                    [
                        new() { Type = "Split", Pattern = new() { Regex = Words }, Behavior = "Removed", Invert = true },
                        new() { Type = "ByteLevel", UseRegex = false },
                    ],
                },
                AddedTokens = [.. new[] { Start, End }.Select(token => new TokenizerJson.Added { Id = ids[token], Content = token, Special = true })],
                PostProcessor = JsonSerializer.SerializeToElement(new { type = "RobertaProcessing", cls = new[] { Start }, sep = new[] { End } }),
                Model = new()
                {
                    Type = "BPE",
                    Vocab = JsonSerializer.SerializeToElement(ids),
                    // The first line is the format's version.
                    Merges = JsonSerializer.SerializeToElement(File.ReadLines(merges).Skip(1).Where(line => line.Length > 0)),
                    UnknownToken = ids.ContainsKey("<unk>") ? "<unk>" : End,
                    EndOfWordSuffix = WordEnd,
                },
            });
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            throw new ModelException("The tokenizer's vocab.json and merges.txt are missing, damaged or not CLIP's. Copy the whole model folder again.", cause);
        }
    }
}
