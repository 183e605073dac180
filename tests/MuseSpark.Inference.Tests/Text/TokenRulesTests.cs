using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Structures;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>What single requests ask of their tokens: structures, banned phrases, bias, logprobs.</summary>
public sealed class TokenRulesTests : IDisposable
{
    private static readonly TextRequest Story = new() { Kind = "story", Prompt = "a brave fox", Seed = 7 };

    private readonly TinyModel _folder = new();
    private readonly OnnxTextModel _model;
    private readonly Tokenizer _tokenizer;

    public TokenRulesTests()
    {
        _model = _folder.Open();
        _tokenizer = Tokenizer.Open(Path.Combine(_folder.Folder, "tokenizer.json"));
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static async Task<List<TextPiece>> PiecesAsync(ITextModel model, TextRequest request)
    {
        var pieces = new List<TextPiece>();
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) pieces.Add(piece);
        return pieces;
    }

    private async Task<(string Text, FinishReason? Finish)> WriteAsync(TextOptions options, ulong seed = 7, bool withScene = false)
    {
        var pieces = await PiecesAsync(_model, Story with { Seed = seed, Options = options, WithScene = withScene });
        return (string.Concat(pieces.Select(p => p.Text)), pieces[^1].Finish);
    }

    [Theory]
    [InlineData(0f), InlineData(1f)]
    public async Task Rules_that_allow_everything_change_nothing(float temperature)
    {
        var options = new TextOptions { Temperature = temperature, MaxTokens = 60, TopK = 0, FrequencyPenalty = 0.5f, Dry = 0.8f };
        var plain = await WriteAsync(options);
        Assert.Equal(plain, await WriteAsync(options with { Banned = ["what no model says: \U0001F98A\U0001F98A"], LogitBias = new Dictionary<int, float> { [5] = 0 } }));
        // Letters alone: the tiny model's random weights know nothing of UTF-8, and nothing of which tokens nobody sees.
        var ascii = options with
        {
            LogitBias = Enumerable.Range(0, TinyModel.Llama.Vocabulary)
                .Where(id => id >= _tokenizer.VocabularySize || _tokenizer.IsSpecial(id) && id != _tokenizer.IdOf("<|scene|>") || _tokenizer.BytesOf(id).IndexOfAnyExceptInRange((byte)0, (byte)127) >= 0)
                .ToDictionary(id => id, _ => -100f),
        };
        Assert.Equal(await WriteAsync(ascii), await WriteAsync(ascii with { Structure = TextStructure.Regex(@"[\s\S]*") }));
    }

    [Fact]
    public async Task A_text_ends_where_its_structure_does_and_nowhere_else()
    {
        Assert.Equal(("yes", FinishReason.EndOfText), await WriteAsync(new TextOptions { Structure = TextStructure.Regex("yes"), Temperature = 0 }));
        var end = _tokenizer.IdOf("<|scene|>")!.Value;
        // However much the model wants to stop, three digits come first; and where it may stop, it does.
        var (text, finish) = await WriteAsync(new TextOptions { Structure = TextStructure.Regex("[0-9]{3,9}"), LogitBias = new Dictionary<int, float> { [end] = 100 } });
        Assert.Matches("^[0-9]{3,5}$", text);
        Assert.Equal(FinishReason.EndOfText, finish);
        // What is cut is said to be.
        var cut = await WriteAsync(new TextOptions { Structure = TextStructure.Regex("[0-9]{200}"), MaxTokens = 5 });
        Assert.Matches("^[0-9]{5,}$", cut.Text);
        Assert.Equal(FinishReason.MaxTokens, cut.Finish);
    }

    [Fact]
    public async Task A_scene_line_comes_after_a_structure_and_is_free()
    {
        var pieces = await PiecesAsync(_model, Story with { WithScene = true, Options = new TextOptions { Structure = TextStructure.Regex("yes|no") } });
        Assert.Matches("^(yes|no)$", string.Concat(pieces.Where(p => p.Section == TextSection.Body).Select(p => p.Text)));
        Assert.NotEqual("", string.Concat(pieces.Where(p => p.Section == TextSection.Scene).Select(p => p.Text)));
    }

    [Fact]
    public async Task A_banned_phrase_is_never_written()
    {
        // What this model likes to say: pairs of characters from its own texts, over the borders of tokens, and the same in other letters.
        var options = new TextOptions { MaxTokens = 40, Temperature = 1, TopK = 30 };
        var said = string.Concat(await Task.WhenAll(Enumerable.Range(0, 6).Select(async seed => (await WriteAsync(options, (ulong)seed)).Text)));
        string[] banned = [.. Enumerable.Range(0, said.Length - 2).Select(i => said.Substring(i, 3)).Where(s => s.All(char.IsAsciiLetterOrDigit)).GroupBy(s => s.ToUpperInvariant()).OrderByDescending(g => g.Count()).Take(8).Select(g => g.Key)];
        Assert.Contains(banned, phrase => HasWord(said, phrase));
        var stories = await Task.WhenAll(Enumerable.Range(0, 24).Select(seed => PiecesAsync(_model, Story with { Seed = (ulong)seed, WithScene = seed % 2 == 0, Options = options with { Banned = banned } })));
        foreach (var section in stories.SelectMany(pieces => pieces.GroupBy(p => p.Section)))
            Assert.DoesNotContain(banned, phrase => HasWord(string.Concat(section.Select(p => p.Text)), phrase));

        static bool HasWord(string text, string phrase) => System.Text.RegularExpressions.Regex.IsMatch(
            text, $@"(?<![\p{{Lu}}\p{{Ll}}\p{{Lt}}\p{{Nd}}\p{{Mn}}]){System.Text.RegularExpressions.Regex.Escape(phrase)}", System.Text.RegularExpressions.RegexOptions.IgnoreCase | System.Text.RegularExpressions.RegexOptions.CultureInvariant);
    }

    [Fact]
    public async Task A_bias_makes_a_token_certain_or_impossible()
    {
        var id = _tokenizer.IdOf("a")!.Value;
        Assert.Equal(("aaaaa", FinishReason.MaxTokens), await WriteAsync(new TextOptions { MaxTokens = 5, LogitBias = new Dictionary<int, float> { [id] = 100 } }));
        var first = (await PiecesAsync(_model, Story with { Options = new TextOptions { Temperature = 0, TopLogprobs = 0 } })).SelectMany(p => p.Logprobs ?? []).First().Token.Id;
        var other = (await PiecesAsync(_model, Story with { Options = new TextOptions { Temperature = 0, TopLogprobs = 0, LogitBias = new Dictionary<int, float> { [first] = -100 } } })).SelectMany(p => p.Logprobs ?? []);
        Assert.DoesNotContain(other, t => t.Token.Id == first);
    }

    [Fact]
    public async Task Logprobs_are_those_of_the_forward_pass_before_any_setting()
    {
        var options = new TextOptions { MaxTokens = 12, Temperature = 1.5f, TopK = 5, PresencePenalty = 2, TopLogprobs = 3, LogitBias = new Dictionary<int, float> { [7] = 50 } };
        var tokens = (await PiecesAsync(_model, Story with { Options = options })).SelectMany(p => p.Logprobs ?? []).ToList();
        Assert.Equal(12, tokens.Count);
        List<int> fed = [.. _tokenizer.EncodeTemplate("<|bos|><|story|>"), .. _tokenizer.Encode(Story.Prompt), .. _tokenizer.EncodeTemplate("<|text|>")];
        foreach (var token in tokens)
        {
            var logits = TinyModel.Llama.Forward(fed);
            var sum = Math.Log(logits.Sum(l => Math.Exp(l)));
            Assert.Equal(logits[token.Token.Id] - sum, token.Token.Logprob, 1e-3);
            Assert.Equal(logits.Index().OrderByDescending(l => l.Item).Take(3).Select(l => l.Index), token.Top.Select(t => t.Id));
            Assert.All(token.Top, t => Assert.Equal(logits[t.Id] - sum, t.Logprob, 1e-3));
            Assert.Equal(_tokenizer.BytesOf(token.Token.Id).ToArray(), token.Token.Bytes.ToArray());
            fed.Add(token.Token.Id);
        }
    }

    [Fact]
    public void The_chances_of_all_tokens_sum_to_one()
    {
        var random = new SeededRandom(1);
        float[] logits = [.. Enumerable.Range(0, 5000).Select(_ => (float)(80 * random.NextDouble() - 40))];
        var sum = Logprobs.LogSum(logits);
        Assert.Equal(1, logits.Sum(logit => Math.Exp(logit - sum)), 1e-7);
        Assert.Equal(logits.Index().OrderByDescending(l => l.Item).Take(20).Select(l => l.Index), Logprobs.Largest(logits, 20));
        Assert.Equal([1, 2], Logprobs.Largest([0, 3, 3, 3], 2));
        Assert.Empty(Logprobs.Largest(logits, 0));
    }

    [Fact]
    public async Task In_company_each_text_keeps_its_own_rules()
    {
        var word = TextStructure.Regex("[a-z ]{10,60}");
        TextRequest[] requests = [.. Enumerable.Range(0, 8).Select(i => Story with
        {
            Seed = (ulong)i,
            Prompt = string.Concat(Enumerable.Repeat("a fox ", i + 1)),
            Options = new TextOptions
            {
                MaxTokens = 20 + 3 * i,
                Structure = i % 2 == 0 ? word : null,
                Banned = i % 3 == 0 ? ["e", "s"] : [],
                TopLogprobs = i % 2 == 1 ? 2 : null,
                Temperature = i % 4 == 0 ? 0 : 1,
            },
        })];
        var alone = new List<string>();
        foreach (var request in requests) alone.Add(Line(await PiecesAsync(_model, request)));
        var together = await Task.WhenAll(requests.Select(async request => Line(await PiecesAsync(_model, request))));
        Assert.Equal(alone, together);

        static string Line(List<TextPiece> pieces) =>
            string.Concat(pieces.Select(p => p.Text)) + string.Join(",", pieces.SelectMany(p => p.Logprobs ?? []).Select(t => $"{t.Token.Id} {t.Token.Logprob:f2}"));
    }

    [Fact]
    public async Task What_leaves_no_token_ends_that_request_with_a_sentence()
    {
        var options = new TextOptions { Structure = TextStructure.Regex("fox"), Banned = ["fox"] };
        Assert.Contains("ban less", (await Assert.ThrowsAsync<ModelException>(() => WriteAsync(options))).Message);
        Assert.NotEqual("", (await WriteAsync(new TextOptions())).Text);
    }

    [Fact]
    public async Task Rules_out_of_range_are_refused()
    {
        foreach (var options in new[]
        {
            new TextOptions { LogitBias = new Dictionary<int, float> { [1] = 101 } }, new TextOptions { LogitBias = new Dictionary<int, float> { [1] = float.NaN } },
            new TextOptions { LogitBias = new Dictionary<int, float> { [99_999] = 1 } }, new TextOptions { LogitBias = new Dictionary<int, float> { [-1] = 1 } },
            new TextOptions { TopLogprobs = 21 }, new TextOptions { Banned = [" "] }, new TextOptions { Banned = [new string('a', 101)] },
            new TextOptions { Banned = [.. Enumerable.Repeat("a", 101)] },
        })
            await Assert.ThrowsAsync<ModelException>(() => WriteAsync(options));
        await Assert.ThrowsAsync<ModelException>(() => PiecesAsync(_model, Story with { Drafts = 2, Options = new TextOptions { TopLogprobs = 1 } }));
    }
}
