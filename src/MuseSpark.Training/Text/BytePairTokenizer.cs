using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MuseSpark.Training.Text;

/// <summary>
/// Byte-level BPE as GPT-2 does it: text is split into words by a regular expression, bytes are written as printable
/// characters, and the pair learnt first is merged first.
/// </summary>
public sealed partial class BytePairTokenizer
{
    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<(string, string), int> _ranks;
    private readonly Dictionary<string, int[]> _cache = [];
    private readonly (string Left, string Right)[] _merges;

    public BytePairTokenizer(IReadOnlyList<(string Left, string Right)> merges)
    {
        _merges = [.. merges];
        _tokens = [.. SpecialTokens.All, .. ByteCharacters.Select(c => c.ToString()), .. merges.Select(m => m.Left + m.Right)];
        _ids = _tokens.Index().ToDictionary(t => t.Item, t => t.Index);
        _ranks = merges.Index().ToDictionary(m => m.Item, m => m.Index);
    }

    public int Size => _tokens.Length;

    /// <summary>GPT-2's words: contractions, letters, digits, other signs, each with at most one space before it.</summary>
    public static IEnumerable<string> Words(string text)
    {
        foreach (Match match in Word().Matches(text))
            yield return string.Concat(Encoding.UTF8.GetBytes(match.Value).Select(b => ByteCharacters[b]));
    }

    /// <summary>Special tokens in the text are not recognised here: untrusted text must not be able to write them.</summary>
    public List<int> Encode(string text)
    {
        var ids = new List<int>();
        foreach (var word in Words(text))
        {
            if (!_cache.TryGetValue(word, out var known)) _cache[word] = known = Merge(word);
            ids.AddRange(known);
        }
        return ids;
    }

    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (id < SpecialTokens.All.Length) bytes.AddRange(Encoding.UTF8.GetBytes(_tokens[id]));
            else bytes.AddRange(_tokens[id].Select(c => ByteOf[c]));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>tokenizer.json of the Hugging Face tokenizers library.</summary>
    public void Save(string path)
    {
        var special = SpecialTokens.All.Index().Select(t => new
        {
            id = t.Index,
            content = t.Item,
            single_word = false,
            lstrip = false,
            rstrip = false,
            normalized = false,
            special = true,
        });
        object byteLevel = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true };
        var vocabulary = new JsonObject(_tokens.Index().Select(t => KeyValuePair.Create(t.Item, (JsonNode?)t.Index)));
        var merges = _merges.Select(m => $"{m.Left} {m.Right}");
        var json = JsonSerializer.Serialize(new
        {
            version = "1.0",
            truncation = (object?)null,
            padding = (object?)null,
            added_tokens = special,
            normalizer = (object?)null,
            pre_tokenizer = byteLevel,
            post_processor = (object?)null,
            decoder = byteLevel,
            model = new
            {
                type = "BPE",
                dropout = (double?)null,
                unk_token = (string?)null,
                continuing_subword_prefix = (string?)null,
                end_of_word_suffix = (string?)null,
                fuse_unk = false,
                byte_fallback = false,
                ignore_merges = false,
                vocab = vocabulary,
                merges,
            },
        }, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true });
        File.WriteAllText(path, json);
    }

    public static BytePairTokenizer Read(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        var merges = json["model"]!["merges"]!.AsArray().Select(m => m!.GetValue<string>().Split(' ')).Select(p => (p[0], p[1]));
        return new BytePairTokenizer([.. merges]);
    }

    private int[] Merge(string word)
    {
        var parts = word.Select(c => c.ToString()).ToList();
        while (parts.Count > 1)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var i = 0; i + 1 < parts.Count; i++)
                if (_ranks.TryGetValue((parts[i], parts[i + 1]), out var rank) && rank < best) (best, at) = (rank, i);
            if (at < 0) break;
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
        return [.. parts.Select(p => _ids[p])];
    }

    /// <summary>GPT-2's byte alphabet: printable bytes stand for themselves, the others for characters from U+0100 on.</summary>
    internal static readonly char[] ByteCharacters = MakeByteCharacters();
    private static readonly Dictionary<char, byte> ByteOf = ByteCharacters.Index().ToDictionary(b => b.Item, b => (byte)b.Index);

    private static char[] MakeByteCharacters()
    {
        var next = 256;
        return [.. Enumerable.Range(0, 256).Select(b => b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF ? (char)b : (char)next++)];
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Word();
}
