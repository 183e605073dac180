using MuseSpark.Web.Data;
using MuseSpark.Client.Outputs;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>The real process with the built-in models, ended in the middle of work.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private readonly ServerProcess _server = new();

    public Task InitializeAsync() => _server.StartAsync();

    [Fact]
    public async Task A_story_cut_off_by_a_kill_is_finished_after_the_restart_with_the_same_text()
    {
        object order = new { kind = "story", prompt = "a brave fox finds a lantern in a snowy forest", seed = 11, settings = new { length = "long", maxTokens = 900 } };
        var expected = (await _server.FinishedAsync((await _server.MakeAsync(order)).Id)).Outputs.Single();

        var job = await _server.MakeAsync(order);
        var seen = await WatchUntilAsync(job.Id, item => item.EventType == "text");
        await _server.KillAsync();
        await _server.StartAsync();

        // The watcher comes back with what it saw last, is told that it begins anew, and ends with the whole text.
        var rest = await _server.Client.WatchToEndAsync(job.Id, seen);
        Assert.Equal("started", rest.First(e => e.EventType != "queued").EventType);
        Assert.Equal("completed", rest[^1].EventType);
        var done = await _server.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.Equal(expected.Sha256, done.Outputs.Single().Sha256);
        Assert.Equal(expected.Text, rest.Shown());
    }

    [Fact]
    public async Task A_picture_cut_off_by_a_kill_is_finished_after_the_restart_with_the_same_pixels()
    {
        object order = new { kind = "picture", prompt = "a red fox in deep snow", seed = 12, settings = new { steps = 100 } };
        var expected = (await _server.FinishedAsync((await _server.MakeAsync(order)).Id)).Outputs.Single();

        var job = await _server.MakeAsync(order);
        await WatchUntilAsync(job.Id, item => item.EventType == "step");
        await _server.KillAsync();
        await _server.StartAsync();
        var done = await _server.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.Equal(await PaintedAsync(expected), await PaintedAsync(done.Outputs.Single()));
    }

    private async Task<string> PaintedAsync(OutputView output) =>
        (await _server.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options))!.PaintedSha256!;

    [Fact]
    public async Task A_server_that_is_stopped_gives_its_job_back_and_takes_it_up_when_it_starts_again()
    {
        var job = await _server.MakeAsync(new { kind = "picture", prompt = "a red fox in deep snow", settings = new { steps = 100 } });
        await WatchUntilAsync(job.Id, item => item.EventType == "step");
        await _server.StopAsync();
        await _server.StartAsync();
        Assert.Equal(GenerationState.Completed, (await _server.FinishedAsync(job.Id)).State);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private async Task<string> WatchUntilAsync(Guid id, Func<System.Net.ServerSentEvents.SseItem<string>, bool> reached)
    {
        await foreach (var item in _server.Client.WatchAsync(id))
            if (reached(item)) return item.EventId!;
        throw new InvalidOperationException("It ended before it could be cut off.");
    }
}
