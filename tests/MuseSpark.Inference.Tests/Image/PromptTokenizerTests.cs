using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PromptTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prompt").FullName;

    public PromptTokenizerTests()
    {
        // The vocabulary of the transformers library's own CLIP tests (tests/models/clip/test_tokenization_clip.py).
        string[] tokens =
        [
            "l", "o", "w", "e", "r", "s", "t", "i", "d", "n", "lo", "l</w>", "w</w>", "r</w>", "t</w>", "low</w>", "er</w>",
            "lowest</w>", "newer</w>", "wider", "<unk>", "<|startoftext|>", "<|endoftext|>",
        ];
        Write("vocab.json", JsonSerializer.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index)));
        Write("merges.txt", "#version: 0.2\nl o\nlo w</w>\ne r</w>\n");
        Write("tokenizer_config.json", """{"model_max_length": 14, "pad_token": "<|endoftext|>"}""");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The first ids are published in that test; the frame and the rest follow from the vocabulary by hand:
    /// "lone" is lo, n and an e with a word end that the vocabulary lacks.
    /// </summary>
    [Theory]
    [InlineData("lower newer", new[] { 10, 2, 16, 9, 3, 2, 16 })]
    [InlineData("  LOWER\n newer ", new[] { 10, 2, 16, 9, 3, 2, 16 })]
    [InlineData("lone loner", new[] { 10, 9, 20, 10, 9, 16 })]
    [InlineData("new low never hover", new[] { 9, 3, 12, 15, 9, 3, 20, 16, 20, 1, 20, 16 })]
    [InlineData("low low low low low low low low low low low low low low low", new[] { 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15 })]
    [InlineData("", new int[0])]
    public void Words_of_CLIP_get_their_ids_a_frame_and_padding(string text, int[] expected)
    {
        var frame = new long[14];
        Array.Fill(frame, 22);
        frame[0] = 21;
        for (var i = 0; i < expected.Length; i++)
            frame[i + 1] = expected[i];
        Assert.Equal(frame, Encode(text));
    }

    /// <summary>The same rules written out as a tokenizer.json give the same ids.</summary>
    [Theory]
    [InlineData("""{"type": "RobertaProcessing", "cls": ["<|startoftext|>", 21], "sep": ["<|endoftext|>", 22]}""")]
    [InlineData("""{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|startoftext|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}]}""")]
    public void A_tokenizer_json_says_what_stands_around_the_words(string postProcessor)
    {
        var expected = Encode("lower newer");
        WriteJson(JsonNode.Parse(postProcessor));
        Assert.Equal(expected, Encode("lower newer"));
    }

    [Fact]
    public void Without_a_post_processor_the_words_stand_alone()
    {
        WriteJson(null);
        Assert.Equal([10, 2, 16, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22, 22], Encode("lower"));
    }

    [Theory]
    [InlineData("""{"type": "Whatever"}""", "Whatever")]
    [InlineData("""{"type": "RobertaProcessing"}""", "damaged")]
    [InlineData("7", "damaged")]
    public void A_post_processor_that_cannot_be_followed_is_refused(string json, string named)
    {
        WriteJson(JsonNode.Parse(json));
        Assert.Contains(named, Assert.Throws<ModelException>(() => PromptTokenizer.Open(_folder)).Message);
    }

    [Theory]
    [InlineData("vocab.json", "{")]
    [InlineData("vocab.json", "{}")]
    [InlineData("merges.txt", "#version: 0.2\nl x\n")]
    [InlineData("merges.txt", null)]
    public void Damaged_files_of_CLIP_are_refused(string file, string? text)
    {
        File.Delete(Path.Combine(_folder, file));
        if (text is not null)
            Write(file, text);
        Assert.Contains("Copy the whole model folder again", Assert.Throws<ModelException>(() => PromptTokenizer.Open(_folder)).Message);
    }

    /// <summary>Twelve tokens fit; "lower" has three and "low" one.</summary>
    [Theory]
    [InlineData("low low", 2, "")]
    [InlineData("lower lower lower lower", 12, "")]
    [InlineData("lower lower lower lower low", 13, "low")]
    [InlineData("lower low lower  lower lower\n LOW low", 15, "lower\n LOW low")]
    [InlineData("lower lower lower low lower low", 14, "lower low")]
    public void What_does_not_fit_is_told(string text, int tokens, string leftOut)
    {
        var read = PromptTokenizer.Open(_folder).Encode(text);
        Assert.Equal((tokens, 12, leftOut), (read.Count, read.Room, read.LeftOut));
    }

    /// <summary>With a token for each byte and room for ten.</summary>
    [Theory]
    [InlineData("", ""), InlineData("fox", ""), InlineData("a red fox in", "in")]
    public void White_space_that_does_not_fit_is_no_loss(string words, string leftOut)
    {
        using var files = new TinyPicture();
        var read = PromptTokenizer.Open(Path.Combine(files.Folder, "tokenizer")).Encode(words + new string(' ', 20) + "\n");
        Assert.Equal((words.Length + 21, 10, leftOut), (read.Count, read.Room, read.LeftOut));
    }

    [Fact]
    public void Brackets_weigh_tokens_and_are_none_themselves()
    {
        var read = PromptTokenizer.Open(_folder).Encode("low (low:1.5) low");
        Assert.Equal([21, 15, 15, 15, 22], read.Ids.Take(5));
        Assert.Equal([1f, 1, 1.5f, 1, 1], read.Weights!.Take(5));
        Assert.Null(PromptTokenizer.Open(_folder).Encode("low low").Weights);
    }

    private long[] Encode(string text) => PromptTokenizer.Open(_folder).Encode(text).Ids;

    private void WriteJson(JsonNode? postProcessor) => Write("tokenizer.json", new JsonObject
    {
        ["added_tokens"] = new JsonArray(
            new JsonObject { ["id"] = 21, ["content"] = "<|startoftext|>", ["special"] = true },
            new JsonObject { ["id"] = 22, ["content"] = "<|endoftext|>", ["special"] = true }),
        ["normalizer"] = new JsonObject { ["type"] = "Lowercase" },
        ["pre_tokenizer"] = JsonNode.Parse(
            """{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "[\\p{L}]+"}, "behavior": "Removed", "invert": true}, {"type": "ByteLevel", "add_prefix_space": false}]}"""),
        ["post_processor"] = postProcessor,
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["unk_token"] = "<unk>",
            ["end_of_word_suffix"] = "</w>",
            ["vocab"] = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "vocab.json"))),
            ["merges"] = new JsonArray("l o", "lo w</w>", "e r</w>"),
        },
    }.ToJsonString());

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
