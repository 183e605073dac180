using System.Diagnostics.Metrics;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Batching;

namespace MuseSpark.Inference.Tests.Text.Batching;

public class TextBatchTests
{
    /// <summary>Prompts of different lengths, greedy and drawn, with and without a scene line, some of them as drafts.</summary>
    private static readonly TextRequest[] Requests =
    [
        .. Enumerable.Range(0, 8).Select(i => new TextRequest
        {
            Kind = "story",
            Prompt = string.Concat(Enumerable.Repeat("a brave fox ", i * i % 7 + 1)),
            Seed = (ulong)i,
            WithScene = i % 3 == 0,
            Drafts = i == 5 ? 3 : 1,
            Options = new TextOptions { Temperature = i % 2, MaxTokens = 12 + 5 * i },
        }),
    ];

    private static async Task<string> WriteAsync(ITextModel model, TextRequest request, CancellationToken cancellationToken = default)
    {
        var (body, scene) = ("", "");
        await foreach (var piece in model.GenerateAsync(request, cancellationToken))
            if (piece.Section == TextSection.Body) body += piece.Text;
            else scene += piece.Text;
        return $"{body}|{scene}";
    }

    internal static TinyLlamaGraph Vary(TinyLlamaGraph graph, string name) => name switch
    {
        "half-precision cache" => graph with { CacheType = TensorElementType.Float16 },
        "own positions" => graph with { DeclaresPositions = false },
        "last logits only" => graph with { LastLogitsOnly = true },
        "grouped queries" => graph with { GroupsQueries = true },
        "rows rounded together" => graph with { RoundsRowsTogether = true },
        "grouped queries, rows rounded together" => graph with { GroupsQueries = true, RoundsRowsTogether = true },
        _ => graph,
    };

    [Theory]
    [InlineData("plain", RowLayout.EndAligned)]
    [InlineData("half-precision cache", RowLayout.EndAligned)]
    [InlineData("own positions", RowLayout.EndAligned)]
    [InlineData("last logits only", RowLayout.EndAligned)]
    [InlineData("grouped queries", RowLayout.InPlace)]
    [InlineData("rows rounded together", RowLayout.EndAligned, false)]
    [InlineData("grouped queries, rows rounded together", RowLayout.InPlace, false)]
    public async Task Texts_that_come_and_go_are_those_that_are_written_alone(string graphName, object layout, bool together = true)
    {
        using var folder = new TinyModel(g => Vary(g, graphName));
        using var model = folder.Open();
        var alone = new List<string>();
        foreach (var request in Requests) alone.Add(await WriteAsync(model, request));

        Assert.Equal(alone, await Task.WhenAll(Requests.Select(request => Task.Run(() => WriteAsync(model, request)))));
        Assert.Equal((layout, together), (model.Traits!.Value.Layout, model.Traits.Value.Together));
    }

    [Fact]
    public async Task Stories_of_the_built_in_model_are_the_same_alone_and_together()
    {
        using var catalog = ModelCatalog.Open([RepositoryFiles.Models], new ModelCatalogOptions(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var model = (await catalog.UseTextAsync(catalog.Find(null, "story")!.Manifest.Id, CancellationToken.None)).Model;
        TextRequest[] requests =
        [
            .. new[] { "story", "poem", "continue", "chat" }.SelectMany((kind, i) => new[] { 0, 0.9f }.Select(temperature => new TextRequest
            {
                Kind = kind,
                Prompt = string.Concat(Enumerable.Repeat("The fox found a lantern in the snow. ", 1 + 3 * i)),
                Seed = (ulong)i,
                Options = new TextOptions { Temperature = temperature, MaxTokens = 20 + 10 * i },
            })),
        ];
        var alone = new List<string>();
        foreach (var request in requests) alone.Add(await WriteAsync(model, request));
        Assert.Equal(alone, await Task.WhenAll(requests.Select(request => Task.Run(() => WriteAsync(model, request)))));
        Assert.Equal((RowLayout.EndAligned, true), (((OnnxTextModel)model).Traits!.Value.Layout, ((OnnxTextModel)model).Traits!.Value.Together));
    }

    [Fact]
    public async Task Requests_that_come_together_are_decoded_together()
    {
        var most = 0;
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "text.step.rows") l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<int>((_, rows, tags, _) => { if (tags[0].Value is "together") most = Math.Max(most, rows); });
        listener.Start();
        using var folder = new TinyModel(manifest: m => m with { Id = "together" });
        using var model = folder.Open();
        // Nobody's text is over before all have come.
        using var all = new CountdownEvent(8);
        var texts = Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(model, Requests[0] with { Seed = (ulong)i, Options = new TextOptions(), Mark = Hold(all) })));
        await Task.WhenAll(texts);
        Assert.Equal(8, most);
    }

    /// <summary>A mark that changes nothing, but stops at the tenth token until all have come.</summary>
    private static Func<ulong, TokenMark> Hold(CountdownEvent all)
    {
        all.Signal();
        return _ => (written, _, _) =>
        {
            if (written.Length == 10) all.Wait(TimeSpan.FromMinutes(1));
        };
    }

    [Fact]
    public async Task Cancelling_one_text_leaves_the_others_as_they_were()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var request = Requests[1] with { Options = new TextOptions { MaxTokens = 60 } };
        var alone = await WriteAsync(model, request);
        using var cancel = new CancellationTokenSource();
        var tokens = 0;
        // Cancelled by the other text's progress, so always in the middle of both.
        var watched = request with { Mark = _ => (_, _, _) => { if (++tokens == 20) cancel.Cancel(); } };
        var cancelled = Task.Run(() => WriteAsync(model, request with { Seed = 99, Options = new TextOptions { MaxTokens = 90 } }, cancel.Token));
        var kept = Task.Run(() => WriteAsync(model, watched));
        Assert.Equal(alone, await kept);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(alone, await WriteAsync(model, request));
    }

    [Fact]
    public async Task A_reader_that_leaves_early_frees_its_place()
    {
        using var folder = new TinyModel();
        var model = folder.Open();
        await foreach (var piece in model.GenerateAsync(Requests[7], CancellationToken.None)) break;
        // Would wait for ever, or crash, if the text were still under way.
        model.Dispose();
    }

    [Fact]
    public async Task A_mark_that_fails_ends_its_own_text_alone()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var alone = await WriteAsync(model, Requests[1]);
        var failing = Task.Run(() => WriteAsync(model, Requests[1] with { Mark = _ => (written, _, _) => { if (written.Length == 5) throw new InvalidDataException(); } }));
        Assert.Equal(alone, await WriteAsync(model, Requests[1]));
        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
    }

    [Fact]
    public async Task The_line_has_an_end()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        using var release = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var request = Requests[1] with { Options = new TextOptions { MaxTokens = 4 } };
        var full = Task.Run(() => WriteAsync(model, request with
        {
            Drafts = TextBatch.MaxRows,
            Mark = _ => (_, _, _) =>
            {
                begun.Set();
                release.Wait(TimeSpan.FromMinutes(1));
            },
        }));
        begun.Wait(TimeSpan.FromMinutes(1));
        var line = Enumerable.Range(0, WaitingLine.MaxWaiting).Select(i => WriteAsync(model, request, cancel.Token)).ToList();
        var problem = await Assert.ThrowsAsync<ModelException>(() => WriteAsync(model, request));
        Assert.Contains("busy", problem.Message);
        // Who waits can be cancelled too.
        await cancel.CancelAsync();
        release.Set();
        await full;
        foreach (var waiting in line) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_long_prompt_does_not_keep_others_waiting()
    {
        const int context = 2048;
        using var folder = new TinyModel(_ => new TinyLlamaGraph(new TinyLlama(1674, context)));
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "config.json"), $$"""{ "max_position_embeddings": {{context}} }""");
        using var model = folder.Open();
        var over = new List<string>();
        using var come = new ManualResetEventSlim();
        var brief = Requests[1] with { Options = new TextOptions { MaxTokens = 6 }, Mark = _ => (_, _, _) => come.Wait(TimeSpan.FromMinutes(1)) };
        var first = Task.Run(async () => { await WriteAsync(model, brief); lock (over) over.Add("brief"); });
        var second = Task.Run(async () =>
        {
            var prompt = string.Concat(Enumerable.Repeat("snow ", 600));
            await using var pieces = model.GenerateAsync(Requests[1] with { Prompt = prompt, Options = new TextOptions { MaxTokens = 1 } }, CancellationToken.None).GetAsyncEnumerator();
            var next = pieces.MoveNextAsync();
            come.Set();
            await next;
            lock (over) over.Add("long");
        });
        await Task.WhenAll(first, second);
        Assert.Equal(["brief", "long"], over);
    }
}
