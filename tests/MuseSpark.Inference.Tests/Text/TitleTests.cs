using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>A model that names the plot before it tells it: what it names is fed to the graph and shown to nobody.</summary>
public sealed class TitleTests
{
    private const string TitleMark = "<|im_start|>";
    private static readonly TextRequest Story = new() { Kind = "story", Prompt = "a brave fox", Seed = 7, Options = new TextOptions { Temperature = 0 } };

    private static TinyModel Folder() => new(manifest: m => m with
    {
        TextToken = "<|text|>",
        Prompts = new Dictionary<string, string> { ["story"] = $"<|bos|><|story|>{{prompt}}{TitleMark}", ["chat"] = "<|bos|>{prompt}<|text|>" },
    });

    private static async Task<List<TextPiece>> Write(ITextModel model, TextRequest request)
    {
        var pieces = new List<TextPiece>();
        await foreach (var piece in model.GenerateAsync(request, default)) pieces.Add(piece);
        return pieces;
    }

    /// <summary>The tokens of the story's prompt in the form of the folder.</summary>
    private static (Tokenizer Tokenizer, List<int> Tokens) Asked(TinyModel folder)
    {
        var tokenizer = Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        return (tokenizer, [.. tokenizer.EncodeTemplate("<|bos|><|story|>"), .. tokenizer.Encode(Story.Prompt), .. tokenizer.EncodeTemplate(TitleMark)]);
    }

    /// <summary>What the model says after the tokens, which grow.</summary>
    private static List<int> Told(List<int> tokens, int count)
    {
        var written = new List<int>();
        for (var i = 0; i < count; i++)
        {
            written.Add(Likeliest(tokens));
            tokens.Add(written[^1]);
        }
        return written;
    }

    private static int Likeliest(List<int> tokens)
    {
        var logits = TinyModel.Llama.Forward(tokens);
        return Array.IndexOf(logits, logits.Max());
    }

    [Fact]
    public async Task The_title_is_fed_and_not_shown()
    {
        using var folder = Folder();
        using var model = folder.Open();
        var (tokenizer, tokens) = Asked(folder);
        var text = tokenizer.IdOf("<|text|>")!.Value;
        // It ends itself, or is ended as its last token.
        for (var i = 1; i < TextEnds.TitleLimit && tokens[^1] != text; i++) tokens.Add(Likeliest(tokens));
        if (tokens[^1] != text) tokens.Add(text);
        var written = Told(tokens, 24);

        var pieces = await Write(model, Story);

        Assert.Equal(tokenizer.Decode(written).TrimEnd('\ufffd'), string.Concat(pieces.Select(p => p.Text)));
        Assert.Equal((24, FinishReason.MaxTokens), (pieces[^1].TokenCount, pieces[^1].Finish));
    }

    [Fact]
    public async Task A_title_that_would_end_the_text_is_over()
    {
        using var folder = Folder();
        var (tokenizer, tokens) = Asked(folder);
        var end = Likeliest(tokens);
        File.WriteAllText(Path.Combine(folder.Folder, "generation_config.json"), $$"""{ "eos_token_id": {{end}} }""");
        using var model = folder.Open();
        tokens.Add(tokenizer.IdOf("<|text|>")!.Value);

        var pieces = await Write(model, Story);

        var body = Told(tokens, 4).TakeWhile(id => id != end).ToList();
        Assert.NotEmpty(body);
        Assert.StartsWith(tokenizer.Decode(body).TrimEnd('\ufffd'), string.Concat(pieces.Select(p => p.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_ends_with_the_text_token_needs_no_title()
    {
        using var titled = Folder();
        using var plain = new TinyModel(manifest: m => m with { Prompts = titled.Manifest.Prompts });
        using (var one = titled.Open())
        using (var other = plain.Open())
        {
            var chat = Story with { Kind = "chat" };
            Assert.Equal((await Write(other, chat)).Select(p => p.Text), (await Write(one, chat)).Select(p => p.Text));
        }
    }

    [Fact]
    public async Task The_text_ends_where_the_context_does_with_a_title_before_it()
    {
        using var folder = Folder();
        using var model = folder.Open();
        var pieces = await Write(model, Story with { Options = new TextOptions { Temperature = 0.9f, MaxTokens = 10_000 } });
        Assert.InRange(pieces[^1].TokenCount, 1, TinyModel.Context);
        Assert.NotNull(pieces[^1].Finish);
    }

    [Fact]
    public void A_text_token_that_the_tokenizer_lacks_is_refused_with_a_sentence()
    {
        using var folder = new TinyModel(manifest: m => m with { TextToken = "<|nosuch|>" });
        Assert.Contains("no token <|nosuch|>", Assert.Throws<ModelException>(() => folder.Open()).Message);
    }
}
