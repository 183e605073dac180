using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Export;

/// <summary>Writes parity.json: prompts with the greedy ids of torch, which every engine that runs the folder must give.</summary>
public static class TextParity
{
    private const int MostTokens = 64;

    // Float32 of two engines differs by 2e-5 a logit: where the two best are closer, neither is wrong, and the ids end there.
    private const float SureMargin = 1e-3f;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Kind, string Prompt)[] Prompts =
    [
        ("story", "a brave fox finds a lantern in a snowy forest"), ("story", "Tell me about a penguin who wants to fly"),
        ("story", "robot, flower, city"), ("story", "a girl named Amina and a dragon"), ("story", "the lost key"), ("story", "x"),
        ("story", "Zoë's naïve 3 cats — “meow”! 🐱🐱"), ("poem", "a poem about the moon"), ("poem", "rain on the roof\n\nand a frog"),
        ("ideas", "ideas for a story about a dragon"), ("ideas", "5 ideas, please: the sea"), ("chat", "How do I start a story?"), ("chat", "Hello!"),
        ("continue", "Once upon a time, a small bear could not sleep. "), ("continue", "The door opened with a creak, and"),
        ("rewrite", "The dog was big. The dog ran. The dog was happy."), ("rewrite", "it rained so we stayed home   and i was sad"),
        ("describe", "an old lighthouse"), ("character", "a shy dragon"), ("character", "Captain Maple, 72, a pirate who gardens"),
    ];

    /// <param name="Text">What is fed: the prompt in the form of its kind.</param>
    private sealed record Case(string Kind, string Prompt, string Text, int[] Ids, int[] Greedy);

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        options.RejectUnknown();
        TorchLibrary.Load();
        var (parameters, shape) = TextImport.ReadFolder(folder);
        Write(folder, shape, parameters, cancel);
    }

    public static void Write(string folder, TextModelShape shape, ParameterSet parameters, CancellationToken cancel)
    {
        var tokenizer = BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json"));
        var model = new PlainTextModel(shape, parameters);
        var forms = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "model.json")))!["prompts"]!;
        var cases = Prompts.Select(p =>
        {
            cancel.ThrowIfCancellationRequested();
            var last = forms[p.Kind]!.GetValue<string>().EndsWith("<|title|>", StringComparison.Ordinal) ? SpecialTokens.Title : SpecialTokens.Text;
            int[] ids = [SpecialTokens.Bos, SpecialTokens.Control(p.Kind), .. tokenizer.Encode(p.Prompt), last];
            return new Case(p.Kind, p.Prompt, $"<|bos|><|{p.Kind}|>{p.Prompt}{(last == SpecialTokens.Title ? "<|title|>" : "<|text|>")}", ids, Greedy(model, ids));
        }).ToList();
        // One line a prompt: indented, the ids alone would fill pages.
        var lines = cases.Select(c => "    " + JsonSerializer.Serialize(c, Json));
        File.WriteAllText(Path.Combine(folder, "parity.json"), $$"""
            {
              "origin": "greedy ids by TorchSharp, torch {{__version__}}, in float32 and without a cache",
              "prompts": [
            {{string.Join(",\n", lines)}}
              ]
            }

            """);
        Console.WriteLine($"parity.json: {cases.Count} prompts, {cases.Sum(c => c.Greedy.Length)} greedy tokens");
    }

    private static int[] Greedy(PlainTextModel model, int[] prompt)
    {
        using var off = no_grad();
        var ids = prompt.ToList();
        while (ids.Count < prompt.Length + MostTokens && ids[^1] != SpecialTokens.Eos)
        {
            using var scope = NewDisposeScope();
            var (best, at) = model.Logits([.. ids], 1)[0, -1].topk(2);
            if (best[0].item<float>() - best[1].item<float>() < SureMargin) break;
            ids.Add((int)at[0].item<long>());
        }
        return [.. ids.Skip(prompt.Length)];
    }
}
