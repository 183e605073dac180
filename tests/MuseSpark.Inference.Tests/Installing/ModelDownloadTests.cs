using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Hub;
using MuseSpark.Inference.Tests.Packs;

namespace MuseSpark.Inference.Tests.Installing;

public sealed class ModelDownloadTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-hub-").FullName;
    private readonly List<PullProgress> _progress = [];
    private TestHub _hub = null!;
    private HubClient _client = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _hub.Files["config.json"] = "{}"u8.ToArray();
        _hub.Files["onnx/model.onnx"] = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        _hub.Files["onnx/model.onnx_data"] = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 13))];
        _client = new HubClient(_hub.Options, new HastyTime());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_whole_model_takes_its_place_at_once()
    {
        using var staging = Staging.Open(_folder, "tiny");
        await FetchAsync(staging);
        var place = Path.Combine(_folder, "models", "tiny");
        Assert.False(Directory.Exists(place));
        staging.MoveTo(place);
        foreach (var (path, bytes) in _hub.Files) Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(place, path)));
        Assert.False(Directory.Exists(Staging.FolderOf(_folder, "tiny")));
        Assert.Equal((500_002, 500_002), (_progress[^1].Done, _progress[^1].Total));
        Assert.Equal(_progress.Select(p => p.Done).Order(), _progress.Select(p => p.Done));
    }

    [Fact]
    public async Task What_a_process_left_behind_is_not_fetched_again()
    {
        using (var first = Staging.Open(_folder, "tiny"))
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(first, progress =>
            {
                if (progress.Done > 310_000) stop.Cancel();
            }, stop.Token));
        }
        _hub.Asked.Clear();
        _hub.AskedStore.Clear();
        using var second = Staging.Open(_folder, "tiny");
        await FetchAsync(second);
        Assert.DoesNotContain(_hub.Asked, a => a.Path.EndsWith("onnx/model.onnx", StringComparison.Ordinal));
        Assert.All(_hub.AskedStore, a => Assert.InRange(a.From, 1, 200_000));
        Assert.Equal(_hub.Files["onnx/model.onnx_data"], await File.ReadAllBytesAsync(Path.Combine(second.Model, "onnx/model.onnx_data")));
    }

    [Fact]
    public async Task A_whole_file_that_was_changed_meanwhile_is_fetched_again()
    {
        using var staging = Staging.Open(_folder, "tiny");
        await FetchAsync(staging);
        await File.WriteAllBytesAsync(Path.Combine(staging.Model, "onnx/model.onnx"), new byte[300_000]);
        await File.WriteAllTextAsync(Path.Combine(staging.Model, "of-another-revision.json"), "{}");
        await FetchAsync(staging);
        Assert.Equal(_hub.Files["onnx/model.onnx"], await File.ReadAllBytesAsync(Path.Combine(staging.Model, "onnx/model.onnx")));
        Assert.False(File.Exists(Path.Combine(staging.Model, "of-another-revision.json")));
    }

    [Fact]
    public void Two_do_not_fetch_one_model()
    {
        using (Staging.Open(_folder, "tiny"))
        {
            Assert.Contains("being fetched already", Assert.Throws<ModelException>(() => Staging.Open(_folder, "tiny")).Message);
            Staging.Open(_folder, "other").Dispose();
        }
        Staging.Open(_folder, "tiny").Dispose();
    }

    [Theory]
    [InlineData(1L << 60)]
    [InlineData(long.MaxValue)]
    public async Task What_has_no_room_is_not_begun(long size)
    {
        _hub.ListedAs = (path, _) => new { type = "file", path, size, oid = new string('0', 40), lfs = new { oid = new string('0', 64), size } };
        using var staging = Staging.Open(_folder, "tiny");
        Assert.Contains("no room", (await Assert.ThrowsAsync<ModelException>(() => FetchAsync(staging))).Message);
        Assert.Empty(Directory.EnumerateFiles(Staging.FolderOf(_folder, "tiny"), "*.part"));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_seconds()
    {
        var time = new SteppedTime();
        var rate = new DownloadRate(time);
        for (var second = 0; second <= 30; second++)
        {
            rate.Add(second <= 15 ? second * 100 : 1_500 + (second - 15) * 1_000);
            if (second == 0) Assert.Null(rate.BytesPerSecond);
            if (second == 15) Assert.Equal(100, rate.BytesPerSecond!.Value, 1e-6);
            time.Now += TimeSpan.TicksPerSecond;
        }
        Assert.Equal(1_000, rate.BytesPerSecond!.Value, 1e-6);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long Now { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Now;
    }

    private Task FetchAsync(Staging staging) => FetchAsync(staging, _ => { }, CancellationToken.None);

    private async Task FetchAsync(Staging staging, Action<PullProgress> told, CancellationToken cancellationToken)
    {
        var model = await _client.LookUpAsync(HubRepository.Parse(TestHub.Repository), null, CancellationToken.None);
        await new ModelDownload(_client, TimeProvider.System).FetchAsync(model, model.Files, staging, progress =>
        {
            _progress.Add(progress);
            told(progress);
        }, cancellationToken);
    }
}
