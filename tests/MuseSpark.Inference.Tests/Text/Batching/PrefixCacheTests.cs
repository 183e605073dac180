using System.Diagnostics.Metrics;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Batching;

namespace MuseSpark.Inference.Tests.Text.Batching;

public sealed class PrefixCacheTests : IDisposable
{
    private static readonly TextRequest Story = new()
    {
        Kind = "story",
        Prompt = "a brave fox finds a lantern in the snow and",
        Seed = 3,
        Scope = "here",
        Options = new TextOptions { MaxTokens = 12, Temperature = 0 },
    };

    // Of models of these tests alone, since meters hear the whole process.
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, int> _tokens = [];
    private readonly MeterListener _listener;

    public PrefixCacheTests()
    {
        _listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "text.prompt.tokens") l.EnableMeasurementEvents(i); } };
        _listener.SetMeasurementEventCallback<int>((_, count, tags, _) =>
        {
            if (Equals(tags[0].Value, _id)) _tokens[(string)tags[1].Value!] = _tokens.GetValueOrDefault((string)tags[1].Value!) + count;
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private static async Task<string> WriteAsync(ITextModel model, TextRequest request) =>
        string.Concat(await model.GenerateAsync(request, CancellationToken.None).Select(piece => piece.Text).ToListAsync());

    private TinyModel Folder(string graph = "plain") => new(g => TextBatchTests.Vary(g, graph), m => m with { Id = _id });

    [Theory, InlineData("plain"), InlineData("own positions"), InlineData("grouped queries")]
    public async Task A_text_that_goes_on_is_the_same_and_costs_only_its_new_tokens(string graph)
    {
        using var folder = Folder(graph);
        using var model = folder.Open();
        var longer = Story with { Prompt = Story.Prompt + " sees a bird in the old tree by the river", Options = new TextOptions { MaxTokens = 24 } };
        string[] expected = [await WriteAsync(model, Story with { Scope = null }), await WriteAsync(model, longer with { Scope = null })];
        var whole = _tokens["fed"];

        Assert.Equal(expected[0], await WriteAsync(model, Story));
        _tokens.Clear();
        Assert.Equal(expected[1], await WriteAsync(model, longer));
        // One letter less or more at the seam makes other tokens; all before it is shared but the end of the prompt's form.
        Assert.InRange(_tokens["remembered"], PrefixCache.Shortest, whole);
        Assert.InRange(_tokens["fed"], 8, 40);

        // The same again costs one token.
        _tokens.Clear();
        Assert.Equal(expected[1], await WriteAsync(model, longer));
        Assert.Equal(1, _tokens["fed"]);
    }

    [Fact]
    public async Task Nothing_is_shared_between_scopes_or_remembered_without_one()
    {
        using var folder = Folder();
        using var model = folder.Open();
        await WriteAsync(model, Story);
        await WriteAsync(model, Story with { Scope = "there" });
        await WriteAsync(model, Story with { Scope = null });
        Assert.False(_tokens.ContainsKey("remembered"));
        await WriteAsync(model, Story with { Scope = "there" });
        Assert.True(_tokens.ContainsKey("remembered"));
    }

    /// <remarks>A cache of less precision than the run that fills it is another one for other cuts, too.</remarks>
    [Theory, InlineData("rows rounded together"), InlineData("half-precision cache")]
    public async Task Where_other_cuts_make_another_text_only_whole_chunks_of_prompts_are_remembered(string graph)
    {
        const int Chunk = Decoder.ChunkSize / 2;
        using var folder = new TinyModel(g => TextBatchTests.Vary(g, graph), m => m with { Id = _id }, context: 1024);
        using var model = folder.Open();
        var story = Story with { Prompt = string.Concat(Enumerable.Repeat(Story.Prompt + ' ', 30)), Options = new TextOptions { MaxTokens = 200, Temperature = 0 } };
        var expected = await WriteAsync(model, story with { Scope = null });
        var whole = _tokens["fed"];
        Assert.InRange(whole, 4 * Chunk + 1, 1024);

        Assert.Equal(expected, await WriteAsync(model, story));
        _tokens.Clear();
        Assert.Equal(expected, await WriteAsync(model, story));
        Assert.Equal((whole - 1) / Chunk * Chunk, _tokens["remembered"]);
        Assert.Equal(whole - _tokens["remembered"], _tokens["fed"]);

        // What the model wrote, a token at a time, was rounded otherwise than it is as a prompt.
        var longer = story with { Prompt = story.Prompt + expected };
        var anew = await WriteAsync(model, longer with { Scope = null });
        _tokens.Clear();
        Assert.Equal(anew, await WriteAsync(model, longer));
        Assert.InRange(_tokens["remembered"], Chunk, whole / Chunk * Chunk);
    }

    [Fact]
    public async Task Short_texts_whose_cuts_count_are_not_remembered()
    {
        using var folder = Folder("rows rounded together");
        using var model = folder.Open();
        await WriteAsync(model, Story);
        await WriteAsync(model, Story);
        Assert.False(_tokens.ContainsKey("remembered"));
    }

    [Fact]
    public async Task Drafts_profit_too()
    {
        using var folder = Folder();
        using var model = folder.Open();
        var drafts = Story with { Drafts = 3, Options = new TextOptions { MaxTokens = 12 } };
        var expected = await WriteAsync(model, drafts with { Scope = null });
        Assert.Equal(expected, await WriteAsync(model, drafts));
        _tokens.Clear();
        Assert.Equal(expected, await WriteAsync(model, drafts));
        Assert.Equal(1, _tokens["fed"]);
    }

    [Fact]
    public void Memory_stays_within_the_budget_and_what_was_used_last_stays()
    {
        using var folder = Folder();
        using var session = OnnxSession.Open(folder.OnnxFile);
        var graph = new DecoderGraph(session);
        using var decoder = new Decoder(graph, TinyModel.Context);
        using var run = new OnnxRun(CancellationToken.None);
        using var cache = new PrefixCache(graph.Cache, RowLayout.EndAligned, graph.Cache.BytesOf(70));
        int[] Text(int first) => [first, .. Enumerable.Range(0, 29)];
        void Keep(string scope, int[] tokens)
        {
            using var row = KvRows.Empty(graph.Cache, RowLayout.EndAligned);
            decoder.Run(row, tokens, run);
            cache.Keep(scope, tokens, row, 0);
        }
        int Found(string scope, int[] prompt)
        {
            using var rows = cache.Find(scope, prompt);
            return rows?.LengthOf(0) ?? 0;
        }

        Keep("a", Text(100));
        Keep("a", Text(200));
        Assert.Equal(graph.Cache.BytesOf(60), cache.Bytes);
        Assert.Equal(30, Found("a", [.. Text(100), 7]));
        Assert.Equal(29, Found("a", Text(100)));
        Keep("b", Text(300));
        Assert.Equal(0, Found("a", Text(200)));
        Assert.Equal(29, Found("a", Text(100)));
        Assert.Equal(0, Found("a", Text(300)));
        // What goes on from a text takes its place; what is part of one needs none; what is too large has none.
        Keep("a", [.. Text(100), 5, 6]);
        Keep("a", Text(100)[..20]);
        Keep("a", [.. Text(400), .. Text(400), .. Text(400)]);
        Assert.Equal(graph.Cache.BytesOf(62), cache.Bytes);
        Assert.Equal(32, Found("a", [.. Text(100), 5, 6, 7]));
        Assert.Equal(29, Found("b", Text(300)));
    }
}
