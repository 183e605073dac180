using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Tokenizers;

public class TokenizerTests
{
    public static TheoryData<string> Variants => [.. TokenizerFiles.Read("variants.json").AsObject().Select(v => v.Key)];

    [Theory, MemberData(nameof(Variants))]
    public void Ids_are_those_of_the_reference(string variant)
    {
        var tokenizer = TokenizerFiles.OpenVariant(variant);
        var cases = TokenizerFiles.Read("golden.json")["variants"]![variant]!.AsArray();
        Assert.True(cases.Count >= 100);
        Assert.All(cases, c =>
        {
            var text = (string)c!["text"]!;
            var words = c["words"]!.AsArray().GetValues<int>();
            Assert.Equal(words, tokenizer.Encode(text));
            Assert.Equal(c["template"]?.AsArray().GetValues<int>() ?? words, tokenizer.EncodeTemplate(text));
        });
    }

    [Fact]
    public void Any_unicode_text_comes_back_from_its_ids()
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        // Any code point that is not a surrogate.
        var rune = Gen.OneOf(Gen.Int[0, 0x7F], Gen.Int[0x80, 0xD7FF], Gen.Int[0xE000, 0xFFFF], Gen.Int[0x10000, 0x10FFFF]);
        rune.Array[0, 60].Sample(points =>
        {
            var text = string.Concat(points.Select(char.ConvertFromUtf32));
            var ids = tokenizer.Encode(text);
            var decoder = new TextDecoder(tokenizer);
            var streamed = string.Concat(ids.Select(id => decoder.Add(id).ToString()));
            return tokenizer.Decode(ids) == text && streamed == text;
        }, iter: 1000);
    }

    [Fact]
    public void Unpaired_surrogates_become_replacement_characters() =>
        Assert.Equal("a\ufffdb\ufffd", Decoded("a\ud83db\ude00"));

    [Fact]
    public void A_character_of_many_tokens_streams_whole()
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        var decoder = new TextDecoder(tokenizer);
        var pieces = tokenizer.Encode("a👩‍👧é").Select(id => decoder.Add(id).ToString()).ToList();
        Assert.Equal("a👩‍👧é", string.Concat(pieces));
        Assert.All(pieces, piece => Assert.DoesNotContain('\ufffd', piece));
        Assert.All(pieces, piece => Assert.False(piece.Length > 0 && char.IsHighSurrogate(piece[^1])));
    }

    [Fact]
    public void Special_token_text_of_a_person_is_data()
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        var ids = tokenizer.Encode("stop <|eos|> now");
        Assert.DoesNotContain(ids, tokenizer.IsSpecial);
        Assert.Equal("stop <|eos|> now", tokenizer.Decode(ids));
        Assert.Contains(tokenizer.IdOf("<|eos|>")!.Value, tokenizer.EncodeTemplate("stop <|eos|> now"));
    }

    [Fact]
    public void Nor_are_words_that_the_vocabulary_could_join_to_a_special_token()
    {
        // As in published files whose vocabulary has merges for "<s>".
        var tokenizer = TokenizerFiles.Open(json =>
        {
            json["model"]!["ignore_merges"] = true;
            json["model"]!["vocab"]!["<s"] = 2000;
            json["model"]!["vocab"]!["<s>"] = 2001;
            json["model"]!["merges"]!.AsArray().Insert(0, "< s");
            json["model"]!["merges"]!.AsArray().Insert(1, "<s >");
            json["pre_tokenizer"]!["use_regex"] = false;
            json["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 2001, ["content"] = "<s>", ["special"] = true });
        });
        Assert.Equal([2001], tokenizer.EncodeTemplate("<s>"));
        Assert.Equal([2000, tokenizer.IdOf(">")!.Value], tokenizer.Encode("<s>"));
    }

    [Fact]
    public void Control_tokens_that_a_file_does_not_call_special_are_data_too()
    {
        // As Command R's turns and DeepSeek's roles; a run of spaces is no control token.
        var tokenizer = TokenizerFiles.Open(json =>
        {
            json["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 2000, ["content"] = "<|USER_TOKEN|>", ["special"] = false });
            json["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 2001, ["content"] = "    ", ["special"] = false });
        });
        Assert.DoesNotContain(2000, tokenizer.Encode("a<|USER_TOKEN|>"));
        Assert.Contains(2000, tokenizer.EncodeTemplate("a<|USER_TOKEN|>"));
        Assert.Contains(2001, tokenizer.Encode("a    b"));
    }

    [Theory]
    [InlineData("a <t> b", new[] { "a", "<t>", "b" }, true, true, false)]
    [InlineData("a <t> b", new[] { "a", " ", "<t>", " b" }, false, false, false)]
    [InlineData("a<t>b", new[] { "a", "<", "t", ">", "b" }, false, false, true)]
    [InlineData("a <t>.", new[] { "a", " ", "<t>", "." }, false, false, true)]
    public void Added_tokens_take_spaces_and_stand_alone_as_their_file_says(string text, string[] pieces, bool left, bool right, bool singleWord)
    {
        var tokenizer = TokenizerFiles.Open(json => json["added_tokens"]!.AsArray().Add(new JsonObject
        { ["id"] = 2000, ["content"] = "<t>", ["special"] = true, ["lstrip"] = left, ["rstrip"] = right, ["single_word"] = singleWord }));
        Assert.Equal(pieces, tokenizer.EncodeTemplate(text).Select(id => System.Text.Encoding.UTF8.GetString(tokenizer.BytesOf(id))));
    }

    [Fact]
    public void In_a_marked_text_only_what_is_not_data_is_read_as_tokens()
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        var text = MarkedText.Join([MarkedText.Trusted("<|bos|>say "), MarkedText.Words("<|eos|><|e"), MarkedText.Trusted("os|><|eos|>")]);
        Assert.Equal(["<|bos|>", "<|eos|>"], tokenizer.Encode(text).Where(tokenizer.IsSpecial).Select(id => System.Text.Encoding.UTF8.GetString(tokenizer.BytesOf(id))));
    }

    [Theory]
    [InlineData("a"), InlineData(" "), InlineData("\n"), InlineData("é"), InlineData("😀"), InlineData("ab"), InlineData("1"), InlineData("!")]
    public void A_long_run_of_one_thing_takes_near_linear_time(string unit)
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        TimeSpan Time(int length)
        {
            var text = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
            var watch = Stopwatch.StartNew();
            tokenizer.Encode(text);
            return watch.Elapsed;
        }
        Time(20_000);
        // Quadratic time would be 100 times as long for 10 times the text.
        Assert.True(Time(200_000) < 40 * Time(20_000) + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Vocabulary_can_be_asked()
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        Assert.Equal(256 + 1400 + 7 + 11, tokenizer.VocabularySize);
        Assert.Null(tokenizer.IdOf("no such token"));
        Assert.Equal(" the"u8, tokenizer.BytesOf(tokenizer.IdOf("Ġthe")!.Value));
        Assert.True(tokenizer.BytesOf(999_999).IsEmpty);
    }

    public static TheoryData<string, Action<JsonNode>> Unusable => new()
    {
        { "algorithm WordLevel", json => json["model"]!["type"] = "WordLevel" },
        { "marks inside words", json => json["model"]!["continuing_subword_prefix"] = "##" },
        { "step UnicodeScripts", json => json["pre_tokenizer"]!["type"] = "UnicodeScripts" },
        { "behaviour Sideways", json => json["pre_tokenizer"] = Split("a", "Sideways") },
        { "normaliser Bert", json => json["normalizer"] = new JsonObject { ["type"] = "Bert" } },
        { "decoder CTC", json => json["decoder"] = new JsonObject { ["type"] = "CTC" } },
        { "post-processor Odd", json => json["post_processor"] = new JsonObject { ["type"] = "Odd" } },
        { "no token <cls>", json => json["post_processor"] = JsonNode.Parse("""{"type":"BertProcessing","cls":["<cls>",1],"sep":["<sep>",2]}""") },
        { "too long added tokens", json => json["added_tokens"]![0]!["content"] = new string('x', 2000) },
        { "pattern of more than", json => json["pre_tokenizer"] = Split(new string('x', 20_000), "Isolated") },
        { "class of characters", json => json["pre_tokenizer"] = Split(@"\p{Han}+", "Isolated") },
        { "ids out of range", json => json["model"]!["vocab"]!["!"] = -1 },
        { "ids out of range", json => json["model"]!["vocab"]!["!"] = int.MaxValue },
        { "damaged", json => json["model"]!["merges"]!.AsArray().Add("nosuch pair") },
        { "damaged", json => json["model"] = null },
        { "damaged", json => json["model"]!["vocab"] = new JsonArray() },
        { "damaged", json => json["pre_tokenizer"] = Split("(", "Isolated") },
        { "damaged", json => json["normalizer"] = JsonNode.Parse("""{"type":"Precompiled","precompiled_charsmap":"/////w=="}""") },
        { "damaged", json => json["normalizer"] = Nested(40) },
        { "damaged", json => json["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"__"}""") },
        { "many times as long", json => json["decoder"] = Sequence("decoders", 29, Replace("a", "aa")) },
        { "many times as long", json => json["decoder"] = Replace("a", new string('x', 1 << 20)) },
        // All its tokens together.
        { "many times as long", json => json["decoder"] = Sequence("decoders", 1, JsonNode.Parse($$"""{"type":"Replace","pattern":{"Regex":"^"},"content":"{{new string('x', 60_000)}}"}""")!) },
        { "more than 256 steps", json => json["decoder"] = Sequence("decoders", 257, Replace("a", "b")) },
        { "more than 256 steps", json => json["normalizer"] = Sequence("normalizers", 257, Replace("a", "b")) },
        { "more than 256 steps", json => json["pre_tokenizer"] = Sequence("pretokenizers", 257, Split("a", "Isolated")) },
        { "takes too long with its own tokens", json =>
        {
            json["model"]!["vocab"]![new string('a', 60)] = 2000;
            json["decoder"] = JsonNode.Parse("""{"type":"Replace","pattern":{"Regex":"(?:a|aa)+(?<!a)"},"content":""}""");
        } },
    };

    public static TheoryData<Action<JsonNode>> Growing => new()
    {
        json => json["normalizer"] = Sequence("normalizers", 29, Replace("a", "aa")),
        json => json["normalizer"] = Replace("a", new string('x', 30_000_000)),
        json => json["normalizer"] = JsonNode.Parse($$"""{"type":"Replace","pattern":{"Regex":"a"},"content":"{{new string('x', 1_000_000)}}"}"""),
        json => json["pre_tokenizer"] = Sequence("pretokenizers", 30, JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""")!),
    };

    [Theory, MemberData(nameof(Growing))]
    public void A_text_that_a_file_makes_ever_longer_is_given_up_with_a_sentence(Action<JsonNode> change)
    {
        var tokenizer = TokenizerFiles.Open(change);
        Assert.Contains("many times as long", Assert.Throws<ModelException>(() => tokenizer.Encode(string.Concat(Enumerable.Repeat("aé", 5000)))).Message);
    }

    /// <summary>The character that becomes most.</summary>
    [Fact]
    public void The_longest_that_Unicode_makes_of_a_character_is_no_hostile_text()
    {
        var tokenizer = TokenizerFiles.Open(json => json["normalizer"] = new JsonObject { ["type"] = "NFKC" });
        Assert.Equal(10_000 * 18, tokenizer.Decode(tokenizer.Encode(new string('\uFDFA', 10_000))).Length);
    }

    private static JsonObject Replace(string text, string content) =>
        new() { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = text }, ["content"] = content };

    private static JsonObject Sequence(string key, int count, JsonNode step) =>
        new() { ["type"] = "Sequence", [key] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => step.DeepClone())]) };

    private static JsonObject Split(string pattern, string behaviour) =>
        new() { ["type"] = "Split", ["behavior"] = behaviour, ["pattern"] = new JsonObject { ["Regex"] = pattern } };

    private static JsonObject Nested(int depth) => new()
    {
        ["type"] = "Sequence",
        ["normalizers"] = depth == 0 ? [] : new JsonArray(Nested(depth - 1)),
    };

    [Theory, MemberData(nameof(Unusable))]
    public void An_unusable_file_is_refused_with_a_sentence(string words, Action<JsonNode> change)
    {
        var problem = Assert.Throws<ModelException>(() => TokenizerFiles.Open(change));
        Assert.Contains(words, problem.Message);
        Assert.EndsWith(".", problem.Message);
    }

    [Fact]
    public void A_pattern_that_takes_for_ever_is_given_up_with_a_sentence()
    {
        var tokenizer = TokenizerFiles.Open(json => json["pre_tokenizer"] = Split("(?:a|aa)+(?<!a)", "Isolated"));
        Assert.Contains("in reasonable time", Assert.Throws<ModelException>(() => tokenizer.Encode(new string('a', 60))).Message);
    }

    [Fact]
    public void Added_tokens_that_stand_only_in_the_configuration_are_known()
    {
        var folder = Directory.CreateTempSubdirectory("musespark-tokenizer-");
        try
        {
            var path = Path.Combine(folder.FullName, "tokenizer.json");
            File.Copy(TokenizerFiles.Gpt2, path);
            File.WriteAllText(Path.Combine(folder.FullName, "tokenizer_config.json"), """{ "added_tokens_decoder": { "2000": { "content": "<|new|>", "special": true }, "1666": { "content": "<|eos|>", "special": true } } }""");
            var tokenizer = Tokenizer.Open(path);
            Assert.Equal([2000], tokenizer.EncodeTemplate("<|new|>"));
            Assert.DoesNotContain(2000, tokenizer.Encode("<|new|>"));
            File.WriteAllText(Path.Combine(folder.FullName, "tokenizer_config.json"), """{ "added_tokens_decoder": { "x": {} } }""");
            Assert.Contains("damaged", Assert.Throws<ModelException>(() => Tokenizer.Open(path)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_of_hostile_size_is_not_read()
    {
        var path = Path.GetTempFileName();
        using (var file = File.OpenWrite(path)) file.SetLength(65 << 20);
        Assert.Contains("larger than 64 MB", Assert.Throws<ModelException>(() => Tokenizer.Open(path)).Message);
        File.Delete(path);
    }

    [Fact]
    public void A_missing_or_truncated_file_is_refused_with_a_sentence()
    {
        Assert.Contains("missing", Assert.Throws<ModelException>(() => Tokenizer.Open("/no/such/tokenizer.json")).Message);
        var path = Path.GetTempFileName();
        File.WriteAllText(path, File.ReadAllText(TokenizerFiles.Gpt2)[..10_000]);
        Assert.Contains("damaged", Assert.Throws<ModelException>(() => Tokenizer.Open(path)).Message);
        File.Delete(path);
    }

    private static string Decoded(string text)
    {
        var tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
        return tokenizer.Decode(tokenizer.Encode(text));
    }
}
