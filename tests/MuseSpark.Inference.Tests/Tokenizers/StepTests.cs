using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;
using MuseSpark.Inference.Tokenizers.Decoders;
using MuseSpark.Inference.Tokenizers.Normalizers;
using MuseSpark.Inference.Tokenizers.PreTokenizers;

namespace MuseSpark.Inference.Tests.Tokenizers;

/// <summary>Single steps of tokenizer files; expected values are those of the documentation of the Rust library where it has some.</summary>
public class StepTests
{
    // The first five are the examples of https://huggingface.co/docs/tokenizers/components (Split on "-").
    [Theory]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed"}""", "the-final--countdown", "the|final|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Isolated"}""", "the-final--countdown", "the|-|final|-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithPrevious"}""", "the-final--countdown", "the-|final-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithNext"}""", "the-final--countdown", "the|-final|-|-countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Contiguous"}""", "the-final--countdown", "the|-|final|--|countdown")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"[a-z]+|,"},"behavior":"Removed","invert":true}""", "one,two 3,four", "one|,|two|,|four")]
    [InlineData("""{"type":"Whitespace"}""", "Hello there! naïve_x 1.5 ก็", "Hello|there|!|naïve_x|1|.|5|ก็")]
    [InlineData("""{"type":"WhitespaceSplit"}""", " Hello  there!\n", "Hello|there!")]
    [InlineData("""{"type":"Punctuation"}""", "Hello?«a»", "Hello|?|«|a|»")]
    [InlineData("""{"type":"BertPreTokenizer"}""", "don't  stop。", "don|'|t|stop|。")]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "Hello123there½", "Hello|1|2|3|there|½")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "Hello123there", "Hello|123|there")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"x"}""", "Helloxthere", "Hello|there")]
    [InlineData("""{"type":"FixedLength","length":2}""", "😀bcde", "😀b|cd|e")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","add_prefix_space":true}""", "Hello there", "▁Hello|▁there")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":false}""", "Hello there", "Hello▁there")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Punctuation"}]}""", "a, b", "a|,|b")]
    [InlineData("""{"type":"Split","pattern":{"Regex":" ?[^(\\s|[.,!?…。，、।۔،])]+"},"behavior":"Isolated"}""", "one (two), three|", "one| (|two|),| three||")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"a++[*+]|\\s*+b?+"},"behavior":"Isolated"}""", "aa+ bc", "aa+| b|c")]
    public void A_text_is_cut_into_words(string step, string text, string words)
    {
        List<string> pieces = [text];
        foreach (var cut in PreTokenizerReader.Read(Step(step))) pieces = [.. pieces.SelectMany(p => cut(p, true))];
        Assert.Equal(words, string.Join('|', pieces));
    }

    [Theory]
    [InlineData("""{"type":"NFD"}""", "é", "e\u0301")]
    [InlineData("""{"type":"NFKC"}""", "ﬁ①ｶﾞ", "fi1ガ")]
    [InlineData("""{"type":"NFKD"}""", "ﬁé㎏", "fie\u0301kg")]
    [InlineData("""{"type":"Lowercase"}""", "ÀΣ", "àσ")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"}]}""", "éàç", "eac")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", "  a ", "a ")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":true}""", "  a ", "a")]
    [InlineData("""{"type":"Prepend","prepend":"▁"}""", "a", "▁a")]
    [InlineData("""{"type":"Replace","pattern":{"String":"a"},"content":"$0"}""", "bab", "b$0b")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}""", "a   b", "a b")]
    [InlineData("""{"type":"Nmt"}""", "a\u0001\u200Bb\u2028", "a b ")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true,"strip_accents":null}""", "Héllo\u0007\t世", "hello  世 ")]
    [InlineData("""{"type":"BertNormalizer","lowercase":false,"strip_accents":false,"handle_chinese_chars":false}""", "Hé\u200B世", "Hé世")]
    public void A_text_is_normalised(string step, string text, string expected) => Assert.Equal(expected, NormalizerReader.Read(Step(step))(text));

    [Theory]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}""", "▁Hello ▁there", "Hello there")]
    [InlineData("""{"type":"WordPiece","prefix":"##","cleanup":true}""", "don ##e . ok", "done. ok")]
    [InlineData("""{"type":"BPEDecoder","suffix":"</w>"}""", "he llo</w> you</w>", "hello you ")]
    [InlineData("""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""", "▁h <0xC3> <0xA9> ▁x", "hé x")]
    [InlineData("""{"type":"Strip","content":"_","start":1,"stop":1}""", "_a_ __b", "a_b")]
    [InlineData("""{"type":"ByteLevel"}""", "Ġh Ã ©", " hé")]
    public void Tokens_become_text(string step, string tokens, string expected)
    {
        var decoder = new TokenDecoder(Step(step), byteLevel: false, wordEnd: "");
        byte[] bytes = [.. tokens.Split(' ').SelectMany(token => decoder.BytesOf(token, added: false))];
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Equal(expected, text[text.TakeWhile((c, i) => c == ' ' && i < decoder.SpacesInFront).Count()..]);
    }

    [Fact]
    public void A_map_of_SentencePiece_is_followed_by_clusters_and_then_by_characters()
    {
        // A double-array trie with the keys "A" to "b" and "é" (C3 A9) to "e". A unit is offset << 10 | has value << 8 | label.
        var units = new uint[1024];
        uint At(int node, byte label) => (uint)(node ^ label);
        units[0] = 256 << 10;
        units[At(256, (byte)'A')] = (uint)((At(256, (byte)'A') ^ 20) << 10 | 1 << 8 | 'A');
        units[20] = 1u << 31 | 0;
        units[At(256, 0xC3)] = (At(256, 0xC3) ^ 512u) << 10 | 0xC3;
        units[At(512, 0xA9)] = (At(512, 0xA9) ^ 21u) << 10 | 1 << 8 | 0xA9;
        units[21] = 1u << 31 | 2;
        var bytes = new byte[4 + units.Length * 4 + 4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, units.Length * 4);
        for (var i = 0; i < units.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 + i * 4), units[i]);
        "b\0e\0"u8.CopyTo(bytes.AsSpan(4 + units.Length * 4));

        var map = new PrecompiledMap(Convert.ToBase64String(bytes));
        Assert.Equal("b-e-xe", map.Normalize("A-é-xé"));
        // A cluster of up to five bytes is replaced as a whole, a longer one letter by letter.
        Assert.Equal("b", map.Normalize("A\u0301"));
        Assert.Equal("b\u0301\u0302\u0303", map.Normalize("A\u0301\u0302\u0303"));
        Assert.Throws<ModelException>(() => map.Normalize("A-é-xé", most: 5));
    }

    private static TokenizerJson.Step Step(string json) => JsonSerializer.Deserialize<TokenizerJson.Step>(json)!;
}
