using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text.Structures;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text.Structures;

/// <summary>Follows a structure without a model: by a text, or by tokens drawn from those that may come.</summary>
internal sealed class StructureWalk
{
    public static Tokenizer ByteLevel { get; } = Tokenizer.Open(TokenizerFiles.Gpt2);

    /// <summary>Llama 2's kind: spaces as marks, bytes as tokens of their own, a space in front that nobody wrote.</summary>
    public static Tokenizer ByteFallback { get; } = TokenizerFiles.Open(json =>
    {
        string[] words = ["▁", "▁the", "▁a", "e", "t", "\"", "\":", "{", "}", "[", "]", ",", ":", "▁\"", "\",", "1", "12", "é", "日本", "本", "🦊", "true", "null", "▁}"];
        json["added_tokens"] = JsonNode.Parse("""[{"id":0,"content":"<unk>","special":true},{"id":1,"content":"<s>","special":true},{"id":2,"content":"</s>","special":true}]""");
        json["normalizer"] = null;
        json["pre_tokenizer"] = null;
        json["post_processor"] = null;
        json["decoder"] = JsonNode.Parse("""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""");
        var vocabulary = new JsonObject { ["<unk>"] = 0, ["<s>"] = 1, ["</s>"] = 2 };
        foreach (var token in Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>").Concat(words)) vocabulary[token] = vocabulary.Count;
        json["model"] = new JsonObject { ["type"] = "BPE", ["unk_token"] = "<unk>", ["byte_fallback"] = true, ["vocab"] = vocabulary, ["merges"] = new JsonArray() };
    });

    private static readonly Dictionary<Tokenizer, TokenTrie> Tries = new() { [ByteLevel] = TokenTrie.Of(ByteLevel), [ByteFallback] = TokenTrie.Of(ByteFallback) };

    private readonly Tokenizer _tokenizer;

    public static TokenTrie TrieOf(Tokenizer tokenizer) => Tries[tokenizer];

    public StructureWalk(TextStructure structure, Tokenizer? tokenizer = null)
    {
        _tokenizer = tokenizer ?? ByteLevel;
        Sets = new StateSets(structure.Automaton, Tries[_tokenizer], _tokenizer.VocabularySize, silentToo: false);
    }

    public StateSets Sets { get; }

    public bool Allows(string text) => Sets.After(Sets.Start, Encoding.UTF8.GetBytes(text)) is { IsComplete: true };

    /// <summary>Whether some text begins so.</summary>
    public bool Begins(string text) => Sets.After(Sets.Start, Encoding.UTF8.GetBytes(text)) is not null;

    /// <summary>A text of tokens drawn from those that may come, closing ones more often; null where it doesn't end within so many.</summary>
    public string? Write(ulong seed, int most = 600)
    {
        var random = new SeededRandom(seed);
        var ids = new List<int>();
        var at = Sets.Start;
        for (; ids.Count < most; at = After(at, ids))
        {
            if (at.IsOver || at.IsComplete && random.NextDouble() < 0.5) return Decode(ids);
            var fit = Fitting(at, ids.Count == 0);
            Assert.NotEmpty(fit);
            var closing = fit.Where(id => _tokenizer.BytesOf(id) is [.., (byte)'"' or (byte)']' or (byte)'}']).ToList();
            var from = closing.Count > 0 && random.NextDouble() < 0.4 ? closing : fit;
            ids.Add(from[(int)(random.NextDouble() * from.Count)]);
        }
        return null;
    }

    /// <summary>The tokens that may come.</summary>
    public List<int> Fitting(StateSet at, bool isFirst)
    {
        var fit = new List<int>();
        var tokens = Sets.Tokens(at, isFirst);
        for (var i = 0; i < tokens.Length; i++)
            for (var bits = tokens[i]; bits != 0; bits &= bits - 1) fit.Add(64 * i + BitOperations.TrailingZeroCount(bits));
        return fit;
    }

    private StateSet After(StateSet at, List<int> ids)
    {
        var next = Sets.After(at, ids.Count == 1 ? _tokenizer.FirstBytesOf(ids[0]) : _tokenizer.BytesOf(ids[^1]));
        Assert.NotNull(next);
        return next;
    }

    // As the app shows it, token by token.
    private string Decode(List<int> ids)
    {
        var decoder = new TextDecoder(_tokenizer);
        var text = new StringBuilder();
        foreach (var id in ids) text.Append(decoder.Add(id));
        return text.ToString();
    }
}
