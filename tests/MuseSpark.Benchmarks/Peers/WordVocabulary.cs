using System.Text.Json;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>
/// A byte-level BPE in which every three letters with a space before them are one token, so that a text of known tokens can be written. What
/// is left of the vocabulary's size is never used.
/// </summary>
internal sealed class WordVocabulary
{
    private const int Letters = 26, Pairs = Letters * Letters, Triples = Pairs * Letters, FirstWord = 256 + Pairs + Triples;

    // Has no divisor in common with the number of words, so the words that follow one another are all of them.
    private const int Stride = 7919;

    public WordVocabulary(int size)
    {
        // Bytes that are no visible character stand for themselves further up, as in GPT-2.
        var other = 256;
        for (var b = 0; b < 256; b++) Tokens.Add(((char)(b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? b : other++)).ToString());
        var space = Tokens[' '];
        var alphabet = Enumerable.Range('a', Letters).Select(c => ((char)c).ToString()).ToArray();
        foreach (var a in alphabet) foreach (var b in alphabet) Join(a, b);
        foreach (var pair in Tokens[256..].ToArray()) foreach (var c in alphabet) Join(pair, c);
        var triples = Tokens[(256 + Pairs)..].ToArray();
        // The same tokens by the other way, for whichever pair is joined first.
        foreach (var triple in triples) Merges.Add($"{triple[0]} {triple[1..]}");
        foreach (var triple in triples) Join(space, triple);
        while (Tokens.Count < size - 1) Tokens.Add($"<unused {Tokens.Count}>");
        Tokens.Add("<|end|>");

        void Join(string left, string right)
        {
            Tokens.Add(left + right);
            Merges.Add($"{left} {right}");
        }
    }

    public List<string> Tokens { get; } = [];

    public List<string> Merges { get; } = [];

    public int EndId => Tokens.Count - 1;

    /// <summary>The token that a word is followed by, or null for what is no word.</summary>
    public static int? Next(int token) => token is >= FirstWord and < FirstWord + Triples ? FirstWord + (token - FirstWord + Stride) % Triples : null;

    /// <summary>Words that follow one another.</summary>
    public static int[] Chain(int first, int count)
    {
        var tokens = new int[count];
        for (var i = 0; i < count; i++) tokens[i] = FirstWord + (int)((first + (long)i * Stride) % Triples);
        return tokens;
    }

    /// <summary>What stands for words in a text.</summary>
    public string Text(IEnumerable<int> words) => string.Concat(words.Select(word => $" {Tokens[word][1..]}"));

    public string ToTokenizerJson() => JsonSerializer.Serialize(new
    {
        version = "1.0",
        added_tokens = new[] { new { id = EndId, content = Tokens[EndId], single_word = false, lstrip = false, rstrip = false, normalized = false, special = true } },
        normalizer = (object?)null,
        pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
        post_processor = (object?)null,
        decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
        model = new { type = "BPE", dropout = (object?)null, unk_token = (object?)null, fuse_unk = false, byte_fallback = false, vocab = Tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id), merges = Merges },
    });
}
