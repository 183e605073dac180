using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Text;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Models;

/// <summary>Texts under way take memory from the budget of the models.</summary>
public sealed class RunMemoryTests : IDisposable
{
    private readonly TinyModel _folder = new(manifest: m => m with { Id = "with little memory" });
    private readonly OpenModels _models;
    private readonly OnnxTextModel _model;
    private readonly long _tokenBytes;

    public RunMemoryTests()
    {
        using (var session = OnnxSession.Open(_folder.OnnxFile)) _tokenBytes = KvLayout.Of(session).BytesOf(1);
        _models = new OpenModels(80 * _tokenBytes, NullLogger.Instance);
        _model = OnnxTextModel.Open(_folder.Folder, _folder.Manifest, new OnnxOptions { Threads = 1, Memory = new RunMemory(_models, 0) });
    }

    public void Dispose()
    {
        _model.Dispose();
        _models.Dispose();
        _folder.Dispose();
    }

    private async Task<string> WriteAsync(int drafts = 1, ulong seed = 1, CancellationToken cancellationToken = default)
    {
        var text = "";
        var request = new TextRequest { Kind = "story", Prompt = "x", Seed = seed, Drafts = drafts, Options = new TextOptions { MaxTokens = 40 } };
        await foreach (var piece in _model.GenerateAsync(request, cancellationToken)) text += piece.Text;
        return text;
    }

    [Fact]
    public async Task Texts_that_dont_fit_together_are_written_one_after_the_other()
    {
        var most = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "MuseSpark.Inference", Name: "text.step.rows" }) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, rows, tags, _) =>
        {
            if (tags.Contains(new KeyValuePair<string, object?>("model", "with little memory"))) most = Math.Max(most, rows);
        });
        listener.Start();
        var alone = await WriteAsync(seed: 2);
        var texts = await Task.WhenAll(Enumerable.Range(1, 4).Select(seed => WriteAsync(seed: (ulong)seed)));
        Assert.Equal(alone, texts[1]);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task What_never_fits_is_refused_with_what_to_do()
    {
        Assert.Contains("Ask for fewer tokens or drafts, or raise Models:MemoryBudget.", (await Assert.ThrowsAsync<ModelException>(() => WriteAsync(drafts: 3))).Message);
        Assert.NotEqual("", await WriteAsync());
    }

    [Fact]
    public async Task Who_waits_for_memory_can_give_up_and_gets_it_when_it_is_given_back()
    {
        Assert.True(_models.TryTake(60 * _tokenBytes, weights: 0));
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(60));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync(cancellationToken: giveUp.Token));
        var waiting = WriteAsync();
        _models.Give(60 * _tokenBytes);
        Assert.NotEqual("", await waiting);
        // All of it came back.
        Assert.True(_models.TryTake(1, 0) && _models.TryTake((80 * _tokenBytes) - 1, 0));
    }

    [Fact]
    public async Task Models_are_closed_while_a_text_runs()
    {
        var models = new OpenModels(80 * _tokenBytes, NullLogger.Instance);
        var lease = await models.UseAsync<OnnxTextModel>(
            "open", 0, true, () => Task.FromResult<object>(OnnxTextModel.Open(_folder.Folder, _folder.Manifest, new OnnxOptions { Threads = 1, Memory = new RunMemory(models, 0) })), CancellationToken.None);
        using var runs = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        TokenMark mark = (_, _, _) =>
        {
            runs.Set();
            goesOn.Wait(TimeSpan.FromMinutes(1));
        };
        var text = Task.Run(async () =>
        {
            var request = new TextRequest { Kind = "story", Prompt = "x", Seed = 1, Options = new TextOptions { MaxTokens = 40 }, Mark = _ => mark };
            await foreach (var piece in lease.Model.GenerateAsync(request, CancellationToken.None)) Assert.NotNull(piece.Text);
        });
        Assert.True(runs.Wait(TimeSpan.FromMinutes(1)));
        var closing = Task.Run(models.Dispose);
        Assert.True(SpinWait.SpinUntil(() => !models.Contains("open"), TimeSpan.FromMinutes(1)));
        await Task.Delay(100);
        goesOn.Set();
        await closing.WaitAsync(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => text.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Unused_models_stay_where_unloading_them_would_not_help()
    {
        using var models = new OpenModels(100, NullLogger.Instance);
        (await models.UseAsync<object>("unused", 20, true, () => Task.FromResult(new object()), CancellationToken.None)).Dispose();
        Assert.True(models.TryTake(60, weights: 0));
        Assert.False(models.TryTake(60, weights: 0));
        Assert.True(models.Contains("unused"));
    }

    [Fact]
    public async Task Unused_models_make_make_room_and_used_ones_never_stop_the_only_text()
    {
        using var models = new OpenModels(100, NullLogger.Instance);
        var lease = await models.UseAsync<object>("used", 60, true, () => Task.FromResult(new object()), CancellationToken.None);
        (await models.UseAsync<object>("unused", 40, true, () => Task.FromResult(new object()), CancellationToken.None)).Dispose();
        Assert.True(models.TryTake(30, weights: 60));
        Assert.False(models.Contains("unused"));
        Assert.False(models.TryTake(30, weights: 60));
        models.Give(30);
        // Two models that hold all there is must not wait for each other's weights.
        using var other = await models.UseAsync<object>("other", 40, true, () => Task.FromResult(new object()), CancellationToken.None);
        Assert.True(models.TryTake(30, weights: 60));
        Assert.Throws<ModelException>(() => models.TryTake(50, weights: 60));
        lease.Dispose();
    }
}
