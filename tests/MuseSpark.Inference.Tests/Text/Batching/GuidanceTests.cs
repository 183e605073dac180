using System.Numerics.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text.Batching;

public class GuidanceTests
{
    private const float Scale = 2.5f;

    private static TextRequest Ask(string prompt, float? guidance = Scale, int tokens = 16, int drafts = 1, float temperature = 0) => new()
    {
        Kind = "story",
        Prompt = prompt,
        Seed = 5,
        Drafts = drafts,
        Options = new TextOptions { Temperature = temperature, MaxTokens = tokens, Guidance = guidance },
    };

    private static async Task<string> WriteAsync(OnnxTextModel model, TextRequest request)
    {
        var text = "";
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) text += piece.Text;
        return text;
    }

    /// <summary>Each token as the formula gives it, from whole passes over both prompts.</summary>
    private static string WriteOut(string prompt, int count)
    {
        var tokenizer = Tokenizer.Open(Tokenizers.TokenizerFiles.Gpt2);
        List<int> Form(string words) => [.. tokenizer.EncodeTemplate("<|bos|><|story|>"), .. tokenizer.Encode(words), .. tokenizer.EncodeTemplate("<|text|>")];
        var (with, without, written) = (Form(prompt), Form(""), new List<int>());
        for (var i = 0; i < count; i++)
        {
            double[] c = TinyModel.Llama.Forward([.. with, .. written]), u = TinyModel.Llama.Forward([.. without, .. written]);
            written.Add(TensorPrimitives.IndexOfMax<double>([.. c.Zip(u, (a, b) => b + Scale * (a - b))]));
        }
        return tokenizer.Decode(written);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("last logits only")]
    [InlineData("grouped queries")]
    public async Task A_guided_text_is_what_the_formula_gives(string graph)
    {
        using var folder = new TinyModel(g => TextBatchTests.Vary(g, graph));
        using var model = folder.Open();
        foreach (var prompt in new[] { "a brave fox", "a very small boat on a very wide sea at night" })
        {
            Assert.Equal(WriteOut(prompt, 16), await WriteAsync(model, Ask(prompt)));
            Assert.NotEqual(await WriteAsync(model, Ask(prompt, guidance: 1)), await WriteAsync(model, Ask(prompt)));
        }
    }

    [Fact]
    public async Task Guided_and_plain_texts_are_the_same_alone_and_together()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        TextRequest[] requests =
        [
            .. Enumerable.Range(0, 6).Select(i => Ask(
                string.Concat(Enumerable.Repeat("a brave fox ", i + 1)), i % 3 == 2 ? 1 : Scale, tokens: 10 + 6 * i, drafts: i == 4 ? 3 : 1, temperature: i % 2) with
            { Lookup = i % 3 == 2 }),
        ];
        var alone = new List<string>();
        foreach (var request in requests) alone.Add(await WriteAsync(model, request));
        Assert.Equal(alone, await Task.WhenAll(requests.Select(request => Task.Run(() => WriteAsync(model, request)))));
    }

    [Fact]
    public async Task The_models_own_guidance_is_for_drafts_of_the_kinds_it_names()
    {
        using var folder = new TinyModel(manifest: m => m with { DraftDefaults = new Dictionary<string, ModelDefaults> { ["story"] = new() { Guidance = Scale } } });
        using var model = folder.Open();
        Assert.Equal(await WriteAsync(model, Ask("a brave fox", drafts: 2)), await WriteAsync(model, Ask("a brave fox", guidance: null, drafts: 2)));
        Assert.Equal(await WriteAsync(model, Ask("a brave fox", guidance: 1)), await WriteAsync(model, Ask("a brave fox", guidance: null)));
        Assert.NotEqual("", await WriteAsync(model, Ask("a brave fox", guidance: null, drafts: 2) with { Kind = "chat" }));
        Assert.NotEqual("", await WriteAsync(model, Ask("a brave fox", guidance: null, drafts: 20)));
    }

    /// <summary>The positions of such a graph end with the context.</summary>
    [Fact]
    public async Task A_guided_text_ends_where_the_longer_of_its_prompts_fills_the_context()
    {
        using var folder = new TinyModel(g => TextBatchTests.Vary(g, "own positions"), m => m with { Prompts = new Dictionary<string, string>() });
        File.WriteAllText(Path.Combine(folder.Folder, "chat_template.jinja"), "{{ 'fox' if 'brave' in messages[0].content else ' fox' * 20 }}");
        using var model = folder.Open();
        var longer = Tokenizer.Open(Tokenizers.TokenizerFiles.Gpt2).Encode(string.Concat(Enumerable.Repeat(" fox", 20))).Count;
        var last = await model.GenerateAsync(Ask("a brave boat", tokens: 1000), CancellationToken.None).LastAsync();
        Assert.Equal((FinishReason.MaxTokens, TinyModel.Context - longer), (last.Finish, last.TokenCount));
    }

    [Fact]
    public async Task What_guidance_is_not_for_is_refused_with_what_to_do()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        async Task RefusedAsync(OnnxTextModel asked, TextRequest request, string words) =>
            Assert.Contains(words, (await Assert.ThrowsAsync<ModelException>(() => WriteAsync(asked, request))).Message, StringComparison.Ordinal);
        await RefusedAsync(model, Ask("a fox") with { Kind = "chat" }, "Set it to 1");
        await RefusedAsync(model, Ask("a fox", drafts: 17), "drafts must be 1 to 16 with guidance");
        await RefusedAsync(model, Ask("a fox") with { Options = new TextOptions { Guidance = Scale, TopLogprobs = 1 } }, "Set guidance to 1");
        await RefusedAsync(model, Ask("a fox", guidance: 4.5f), "guidance must be 1 to 4");
        using var rounded = new TinyModel(g => TextBatchTests.Vary(g, "rows rounded together"));
        using var oneByOne = rounded.Open();
        await RefusedAsync(oneByOne, Ask("a fox"), "Set guidance to 1");
        Assert.NotEqual("", await WriteAsync(oneByOne, Ask("a fox", guidance: 1)));
    }
}
