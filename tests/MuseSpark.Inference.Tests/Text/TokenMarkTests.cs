using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

public class TokenMarkTests
{
    private static readonly TextRequest Story = new() { Kind = "story", Prompt = "a brave fox", Seed = 7, WithScene = true };

    private static async Task<(string Body, string Scene)> WriteAsync(ITextModel model, TextRequest request)
    {
        var pieces = await model.GenerateAsync(request, CancellationToken.None).ToListAsync();
        string Part(TextSection section) => string.Concat(pieces.Where(p => p.Section == section).Select(p => p.Text));
        return (Part(TextSection.Body), Part(TextSection.Scene));
    }

    /// <summary>Doubles the chance of even ids.</summary>
    private static void FavourEven(ReadOnlySpan<int> written, ReadOnlySpan<int> ids, Span<float> chances)
    {
        for (var i = 0; i < ids.Length; i++)
            if (ids[i] % 2 == 0) chances[i] *= 2;
    }

    [Fact]
    public async Task A_mark_that_changes_nothing_changes_nothing()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var plain = await WriteAsync(model, Story);
        Assert.Equal(plain, await WriteAsync(model, Story with { Mark = _ => (_, _, _) => { } }));
        Assert.NotEqual(plain, await WriteAsync(model, Story with { Mark = _ => FavourEven }));
    }

    [Fact]
    public async Task The_same_seed_and_mark_give_the_same_text_also_as_a_draft_among_others()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var marked = Story with { Mark = _ => FavourEven };
        Assert.Equal(await WriteAsync(model, marked), await WriteAsync(model, marked));
        var alone = new List<(string, string)>();
        for (var i = 0; i < 3; i++) alone.Add(await WriteAsync(model, marked with { Seed = marked.Seed + ((ulong)i << 56) }));
        Assert.Contains(await WriteAsync(model, marked with { Drafts = 3 }), alone);
    }

    [Fact]
    public async Task The_mark_is_told_the_text_alone_and_the_scene_line_is_a_text_of_its_own()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var tokenizer = Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        var told = new List<int[]>();
        var (body, scene) = await WriteAsync(model, Story with
        {
            Mark = _ => (written, ids, chances) =>
            {
                Assert.Equal(ids.Length, chances.Length);
                Assert.InRange(ids.Length, 1, 40);
                Assert.All(chances.ToArray(), chance => Assert.InRange(chance, float.Epsilon, 1));
                told.Add([.. written]);
            },
        });
        var starts = told.Index().Where(t => t.Item.Length == 0).Select(t => t.Index).ToList();
        Assert.Equal([0, 24], starts);
        // One token more each time; the last of each part was drawn after what was told last.
        Assert.All(told.Index().Skip(1), t => Assert.True(t.Item.Length == 0 || t.Item[..^1].SequenceEqual(told[t.Index - 1])));
        Assert.StartsWith(tokenizer.Decode(told[23]).TrimEnd('\ufffd'), body);
        Assert.StartsWith(tokenizer.Decode(told[^1]).TrimEnd('\ufffd'), scene);
    }

    [Fact]
    public async Task Every_draft_has_its_own_mark_and_seed()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var calls = new List<int[]>();
        var seeds = new List<ulong>();
        await WriteAsync(model, Story with
        {
            Drafts = 3,
            Mark = seed =>
            {
                var own = new int[1];
                calls.Add(own);
                seeds.Add(seed);
                return (_, _, _) => own[0]++;
            },
        });
        Assert.Equal([7, 7 + (1UL << 56), 7 + (2UL << 56)], seeds);
        Assert.Equal(3, calls.Count);
        Assert.All(calls, own => Assert.InRange(own[0], 24, TinyModel.Context));
    }

    [Fact]
    public async Task A_mark_can_leave_one_candidate_only()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var drawn = new List<int>();
        var wanted = 0;
        await WriteAsync(model, Story with
        {
            WithScene = false,
            Mark = _ => (written, ids, chances) =>
            {
                if (written.Length > 0) Assert.Equal(wanted, written[^1]);
                chances[..^1].Clear();
                wanted = ids[^1];
                drawn.Add(wanted);
            },
        });
        Assert.InRange(drawn.Count, 1, 24);
    }

    [Theory]
    [InlineData("a brave fox ran")]
    [InlineData("")]
    public async Task The_choice_at_each_token_is_that_of_the_forward_pass_written_out(string text)
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var tokenizer = Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        var fed = tokenizer.EncodeTemplate("<|bos|><|story|><|text|>");
        var (tokens, choice) = await model.MeasureChoiceAsync(text, CancellationToken.None);
        Assert.Equal(tokenizer.Encode(text), tokens);
        foreach (var (token, measured) in tokens.Zip(choice))
        {
            var p = TinyModel.Llama.Forward(fed).Select(x => Math.Exp(x / 0.9)).ToArray();
            Assert.Equal(1 - p.Sum(x => x * x) / Math.Pow(p.Sum(), 2), measured, 1e-3);
            fed.Add(token);
        }
    }

    [Fact]
    public async Task A_text_longer_than_the_context_is_measured_in_parts()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var (tokens, choice) = await model.MeasureChoiceAsync(string.Concat(Enumerable.Repeat("snow fell on ", 200)), CancellationToken.None);
        Assert.InRange(tokens.Length, 3 * TinyModel.Context, OnnxTextModel.MaxMeasured);
        Assert.All(choice, c => Assert.InRange(c, 0, 1));
    }

    [Fact]
    public void Sampling_with_a_mark_allocates_nothing_a_token()
    {
        var settings = SamplerSettings.From(new TextOptions { MaxTokens = 400 }, new ModelDefaults());
        var tokenizer = Tokenizer.Open(Path.Combine(RepositoryFiles.Models, "spark-text", "tokenizer.json"));
        var chooser = new TokenChooser(settings, new SeededRandom(1), 100, tokenizer, FavourEven, 400);
        var logits = new float[100];
        chooser.Choose(logits);
        for (var i = 0; i < 99; i++) chooser.Choose(logits);
        // What a token costs shows every time; what the runtime takes for itself now and then does not.
        var least = Enumerable.Range(0, 3).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                for (var id = 0; id < logits.Length; id++) logits[id] = id * i % 17;
                chooser.Choose(logits);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        // The list of tokens seen may have grown.
        Assert.InRange(least, 0, 1024);
    }
}
