using System.Text.Json.Nodes;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Tokenizers;

/// <summary>Small tokenizer.json files of the kinds that no npm package holds, made of the pieces of some texts.</summary>
internal static class SmallTokenizers
{
    /// <param name="name">A name that the test names.</param>
    public static JsonNode Make(string name, IReadOnlyList<string> texts) => name switch
    {
        "bert uncased" => Bert(texts, lowercase: true),
        "bert cased" => Bert(texts, lowercase: false),
        "t5" => Unigram(texts, "always", """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{}}"""),
        "xlm-r" => Unigram(texts, "first", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"special_tokens":{}}"""),
        "clip" => Clip(texts),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static JsonNode Bert(IReadOnlyList<string> texts, bool lowercase)
    {
        var pieces = Pieces(texts.Select(t => lowercase ? t.ToLowerInvariant() : t), seed: 1);
        var tokens = new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]" }.Concat(pieces).Concat(pieces.Select(p => "##" + p)).Distinct();
        return File(
            Added("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
            $$"""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":{{(lowercase ? "true" : "false")}}}""",
            """{"type":"BertPreTokenizer"}""",
            """{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}""",
            """{"type":"WordPiece","prefix":"##","cleanup":true}""",
            new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = Vocabulary(tokens),
            });
    }

    private static JsonNode Unigram(IReadOnlyList<string> texts, string scheme, string frame)
    {
        var random = new SeededRandom(2);
        var pieces = Pieces(texts.Select(t => "▁" + t.Replace(' ', '▁')), seed: 3);
        string[] control = ["<pad>", "</s>", "<unk>", "<s>"];
        // Sums of such numbers are exact, so that equal ways are equal in whatever order they are added up.
        var vocabulary = new JsonArray([.. control.Select(c => new JsonArray(c, 0.0)),
            .. pieces.Except(control).Where(p => p.LastIndexOf('▁') < 1).Select(p => new JsonArray(p, -2 - Math.Floor(256 * random.NextDouble()) / 64))]);
        return File(
            Added(control),
            """{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]}""",
            $$"""{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{scheme}}","split":true}""",
            frame, """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""",
            new JsonObject { ["type"] = "Unigram", ["unk_id"] = 2, ["vocab"] = vocabulary });
    }

    private static JsonNode Clip(IReadOnlyList<string> texts)
    {
        var bytes = Enumerable.Range(0, 256).Select(b => ByteAlphabet.Write(((char)b).ToString())[^1].ToString()).Distinct().ToList();
        var merges = new List<(string Left, string Right)>();
        HashSet<string> known = [.. bytes, .. bytes.Select(b => b + "</w>")];
        // A token of n bytes is the one of its first n - 1 with the last.
        foreach (var word in texts.SelectMany(t => t.ToLowerInvariant().Split(' ')).Where(w => w.Length is > 1 and < 9).Distinct().Take(3000))
        {
            var spelled = ByteAlphabet.Write(word);
            for (var length = 2; length <= spelled.Length; length++)
                foreach (var end in length == spelled.Length ? new[] { "</w>" } : [""])
                    if (known.Contains(spelled[..(length - 1)]) && known.Contains(spelled[length - 1] + end) && known.Add(spelled[..length] + end))
                        merges.Add((spelled[..(length - 1)], spelled[length - 1] + end));
        }
        string[] control = ["<|startoftext|>", "<|endoftext|>"];
        var tokens = bytes.Concat(bytes.Select(b => b + "</w>")).Concat(merges.Select(m => m.Left + m.Right)).ToList();
        var json = File(
            Added(control),
            """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"}]}""",
            """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"},"behavior":"Removed","invert":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}""",
            """{"type":"RobertaProcessing","sep":["<|endoftext|>",1],"cls":["<|startoftext|>",0],"trim_offsets":false,"add_prefix_space":false}""",
            """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}""",
            new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<|endoftext|>",
                ["continuing_subword_prefix"] = "",
                ["end_of_word_suffix"] = "</w>",
                ["fuse_unk"] = false,
                ["vocab"] = Vocabulary(control.Concat(tokens)),
                ["merges"] = new JsonArray([.. merges.Select(m => JsonValue.Create($"{m.Left} {m.Right}"))]),
            });
        return json;
    }

    /// <summary>Nearly all characters, some pieces of up to eight.</summary>
    private static List<string> Pieces(IEnumerable<string> texts, ulong seed)
    {
        var random = new SeededRandom(seed);
        var pieces = new HashSet<string>();
        foreach (var text in texts)
        {
            var points = text.EnumerateRunes().Select(r => r.ToString()).ToList();
            foreach (var point in points.Distinct())
                if (random.NextDouble() < 0.6) pieces.Add(point);
            for (var i = 0; i < points.Count / 12; i++)
            {
                var start = (int)(random.NextDouble() * points.Count);
                pieces.Add(string.Concat(points.Skip(start).Take(2 + (int)(random.NextDouble() * 7))));
            }
        }
        return [.. pieces.Where(p => p.Trim().Length > 0 && !p.Contains('\uFFFD')).Order(StringComparer.Ordinal)];
    }

    private static JsonObject File(JsonArray added, string normalizer, string preTokenizer, string postProcessor, string decoder, JsonObject model) => new()
    {
        ["version"] = "1.0",
        ["added_tokens"] = added,
        ["normalizer"] = JsonNode.Parse(normalizer),
        ["pre_tokenizer"] = JsonNode.Parse(preTokenizer),
        ["post_processor"] = JsonNode.Parse(postProcessor),
        ["decoder"] = JsonNode.Parse(decoder),
        ["model"] = model,
    };

    private static JsonArray Added(params string[] tokens) =>
        [.. tokens.Select((t, id) => new JsonObject { ["id"] = id, ["content"] = t, ["special"] = true, ["normalized"] = false })];

    private static JsonObject Vocabulary(IEnumerable<string> tokens) => new(tokens.Distinct().Select((t, id) => KeyValuePair.Create(t, (JsonNode?)id)));
}
