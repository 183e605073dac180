using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Generations;

public sealed class JobTestsOnSqlite(SqliteJobsApp app) : JobTests(app), IClassFixture<SqliteJobsApp>;

public sealed class JobTestsOnPostgres(PostgresJobsApp app) : JobTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>From the request to the result, over HTTP.</summary>
public abstract class JobTests(JobsApp app) : IDisposable
{
    [Fact]
    public async Task An_accepted_story_is_stored_written_and_streamed()
    {
        using var response = await app.Client.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a fox 🦊", seed = 5 });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var accepted = (await response.Content.ReadFromJsonAsync<GenerationView>(JsonText.Options))!;
        Assert.EndsWith($"/api/generations/{accepted.Id}", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(50, accepted.Settings.MaxTokens);

        var events = await app.Client.WatchToEndAsync(accepted.Id);
        var done = await app.FinishedAsync(accepted.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.Equal("Seed 5 tells of a fox 🦊 . ", done.Outputs.Single().Text);
        Assert.Equal(done.Outputs[0].Text, events.Shown());
        Assert.Equal(["started", "text", "output", "completed"], events.Select(e => e.EventType).Where(type => type != "queued").Distinct());
        Assert.True(done.Usage!.TextTokens > 5);
    }

    [Theory]
    [InlineData("instant", 1)]
    [InlineData("thinking", 10)]
    [InlineData("contemplating", 16)]
    public async Task The_deeper_the_thought_the_more_drafts_are_written_and_the_record_tells(string mode, int drafts)
    {
        var asked = 0;
        app.Text.Script = (request, cancellationToken) =>
        {
            asked = request.Drafts;
            return ScriptedTextModel.Tale(request, cancellationToken);
        };
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", mode });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal((mode, drafts), (done.Mode, asked));
        var record = await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs.Single().Id}/provenance", JsonText.Options);
        Assert.Equal(mode, record!.Mode);
    }

    [Fact]
    public async Task What_no_database_stores_is_marked_where_it_was_written()
    {
        app.Text.Script = (_, _) => new[] { new TextPiece("A fox\0 and\u001b a lantern.\n", TextSection.Body, 3, FinishReason.EndOfText) }.ToAsyncEnumerable();
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter" });
        var events = await app.Client.WatchToEndAsync(job.Id);
        Assert.Equal("A fox\uFFFD and\uFFFD a lantern.\n", (await app.FinishedAsync(job.Id)).Outputs.Single().Text);
        Assert.Equal("A fox\uFFFD and\uFFFD a lantern.\n", events.Shown());
    }

    [Fact]
    public async Task Banned_words_bias_and_structure_reach_the_model_and_a_text_that_is_cut_says_so()
    {
        TextOptions? asked = null;
        app.Text.Script = (request, _) =>
        {
            asked = request.Options;
            return new[] { new TextPiece("{\"a\":", TextSection.Body, 3), new TextPiece("1", TextSection.Body, 4, FinishReason.MaxTokens) }.ToAsyncEnumerable();
        };
        var schema = JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""");
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", settings = new { bannedWords = new[] { "snow" }, logitBias = new Dictionary<string, float> { ["7"] = -100 }, structure = new { schema } } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal("snow", Assert.Single(asked!.Banned));
        Assert.Equal(-100, asked.LogitBias[7]);
        Assert.Equal(schema.GetRawText(), asked.Structure?.Schema);
        var output = done.Outputs.Single();
        Assert.Equal("{\"a\":1", output.Text);
        Assert.Equal(OutputNote.Unfinished, Assert.Single(output.Notes!).Kind);
        var record = await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options);
        Assert.Equal("snow", Assert.Single(record!.Settings.BannedWords!));
        Assert.Equal(schema.GetRawText(), record.Settings.Structure?.Schema?.GetRawText());

        foreach (var (settings, sentence) in new (object, string)[]
        {
            (new { bannedWords = new[] { " " } }, "1 to 100 characters"), (new { logitBias = new Dictionary<string, float> { ["7"] = 101 } }, "-100 to 100"),
            (new { structure = new { regex = "(" } }, "The pattern can"), (new { structure = new { regex = "a", grammar = "b" } }, "in one way"),
            (new { structure = new { schema = new { oneOf = Array.Empty<int>() } } }, "isn"),
        })
        {
            using var refused = await app.Client.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "winter", settings });
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(sentence, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Penalties_reach_the_model_and_the_record_and_have_limits()
    {
        TextOptions? asked = null;
        app.Text.Script = (request, cancellationToken) =>
        {
            asked = request.Options;
            return ScriptedTextModel.Tale(request, cancellationToken);
        };
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", settings = new { presencePenalty = 0.5, frequencyPenalty = -0.25, dry = 0.75, hold = 1.5, openings = 3 } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal((0.5f, -0.25f, 0.75f, 1.5f, 3), (asked!.PresencePenalty, asked.FrequencyPenalty, asked.Dry, asked.Hold, asked.Openings));
        var record = await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs.Single().Id}/provenance", JsonText.Options);
        Assert.Equal((0.5f, -0.25f, 0.75f, 1.5f, 3), (record!.Settings.PresencePenalty, record.Settings.FrequencyPenalty, record.Settings.Dry, record.Settings.Hold, record.Settings.Openings));

        using var refused = await app.Client.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "winter", settings = new { dry = 6 } });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("DRY is 0 (off) to 5.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_with_its_picture_paints_the_scene_line_of_the_same_decode()
    {
        // Steps are not kept once a job is done, so it paints when somebody watches.
        var watched = new TaskCompletionSource();
        app.Picture.BeforeStep = (_, token) => watched.Task.WaitAsync(token);
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", seed = 6, settings = new { withPicture = true } });
        var events = new List<System.Net.ServerSentEvents.SseItem<string>>();
        await foreach (var item in app.Client.WatchAsync(job.Id))
        {
            events.Add(item);
            if (item.EventType == "text") watched.TrySetResult();
        }

        var done = await app.FinishedAsync(job.Id);
        Assert.Equal([("text", null), ("picture", "a fox in the snow")], done.Outputs.Select(o => (o.Kind, o.Scene)));
        Assert.Contains("a fox in the snow", app.Picture.Prompts);
        Assert.Contains(events, e => e.EventType == "step" && e.Data.Contains("data:image/png;base64,", StringComparison.Ordinal));
        Assert.DoesNotContain("fox in the snow", events.Shown(), StringComparison.Ordinal);
        Assert.Equal(4, done.Usage!.PictureSteps);
    }

    [Fact]
    public async Task When_the_picture_of_a_story_fails_the_story_is_kept_and_the_reason_told()
    {
        app.Picture.BeforeStep = (_, _) => throw new ModelException("The colours ran out.");
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", settings = new { withPicture = true } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Failed, done.State);
        Assert.Equal("text", done.Outputs.Single().Kind);
        Assert.EndsWith("The colours ran out.", done.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_ends_the_job_with_a_sentence()
    {
        // 28 is ENOSPC, as the file system reports it.
        app.Picture.BeforeStep = (_, _) => throw new IOException("No space left on device", 28);
        var job = await app.MakeAsync(new { kind = "picture", prompt = "winter" });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Failed, done.State);
        Assert.StartsWith("The disk is full", done.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watcher_who_comes_back_goes_on_where_it_left_and_a_second_one_sees_everything()
    {
        app.Text.Script = ScriptedTextModel.Words(120, TimeSpan.FromMilliseconds(10));
        var job = await app.MakeAsync(new { kind = "poem", prompt = "rain" });
        var second = app.NewClient().WatchToEndAsync(job.Id);
        var first = new List<System.Net.ServerSentEvents.SseItem<string>>();
        await foreach (var item in app.Client.WatchAsync(job.Id))
        {
            first.Add(item);
            if (first.Shown().Length > 200) break;
        }

        var rest = await app.Client.WatchToEndAsync(job.Id, first[^1].EventId);
        var whole = (await app.FinishedAsync(job.Id)).Outputs.Single().Text;
        Assert.DoesNotContain(rest, e => e.EventType == "started");
        Assert.Equal(whole, first.Concat(rest).Shown());
        Assert.Equal(whole, (await second).Shown());

        // Also long after it has ended, from the middle of what were other events then.
        var late = await app.Client.WatchToEndAsync(job.Id, first[^1].EventId);
        Assert.Equal(whole, first.Concat(late).Shown());
        Assert.Equal("completed", late[^1].EventType);
    }

    [Fact]
    public async Task Cancelling_stops_the_model_within_a_step_and_is_final()
    {
        var steps = 0;
        app.Picture.BeforeStep = async (step, token) => { steps = step; await Task.Delay(100, token); };
        var job = await app.MakeAsync(new { kind = "picture", prompt = "a lake", settings = new { steps = 100 } });
        await app.UntilAsync(job.Id, view => view.State == GenerationState.Running);
        while (steps < 3) await Task.Delay(20);

        using var answer = await app.Client.PostAsync($"/api/generations/{job.Id}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var at = steps;
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Cancelled, done.State);
        Assert.InRange(steps, at, at + 10);
        Assert.Equal("cancelled", (await app.Client.WatchToEndAsync(job.Id))[^1].EventType);

        using var again = await app.Client.PostAsync($"/api/generations/{job.Id}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(GenerationState.Cancelled, (await app.GetAsync(job.Id))!.State);
    }

    [Fact]
    public async Task A_job_that_waits_tells_its_place_and_can_be_cancelled()
    {
        var go = new TaskCompletionSource();
        app.Picture.BeforeStep = (_, token) => go.Task.WaitAsync(token);
        var first = await app.MakeAsync(new { kind = "picture", prompt = "one" });
        await app.UntilAsync(first.Id, view => view.State == GenerationState.Running);
        var second = await app.MakeAsync(new { kind = "picture", prompt = "two" });
        var listens = new TaskCompletionSource();
        var watching = app.Client.WatchToEndAsync(second.Id, first: listens);
        await listens.Task;
        using var _ = await app.Client.PostAsync($"/api/generations/{second.Id}/cancel", null);
        Assert.Equal(["queued", "cancelled"], (await watching).Select(e => e.EventType));
        go.SetResult();
        Assert.Equal(GenerationState.Completed, (await app.FinishedAsync(first.Id)).State);
    }

    [Fact]
    public async Task A_watcher_that_hardly_reads_does_not_slow_the_job_down()
    {
        const int Words = 20_000;
        app.Text.Script = ScriptedTextModel.Words(Words, TimeSpan.Zero);
        using var slow = new HttpClient { BaseAddress = app.Client.BaseAddress };
        slow.DefaultRequestHeaders.Authorization = app.Client.DefaultRequestHeaders.Authorization;
        var job = await app.MakeAsync(new { kind = "chat", prompt = "go on" });
        using var response = await slow.GetAsync($"/api/generations/{job.Id}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.Equal(1, await stream.ReadAsync(new byte[1]));

        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.InRange(done.Usage!.Milliseconds, 0, 60_000);
        Assert.Equal(Words, done.Usage.TextTokens);
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_and_making_again_says_so()
    {
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", seed = 9, settings = new { withPicture = true } });
        foreach (var output in (await app.FinishedAsync(job.Id)).Outputs)
        {
            using var answer = await app.Client.PostAsync($"/api/outputs/{output.Id}/reproduce", null);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var again = (await answer.Content.ReadFromJsonAsync<MuseSpark.Client.Outputs.ReproductionView>(JsonText.Options))!;
            Assert.Null(again.Verdict);
            await app.FinishedAsync(again.GenerationId);
            var result = (await app.Client.GetFromJsonAsync<MuseSpark.Client.Outputs.ReproductionView>(answer.Headers.Location, JsonText.Options))!;
            Assert.Equal(MuseSpark.Client.Outputs.Sameness.Identical, result.Verdict);
            Assert.Empty(result.Differences);
            Assert.Equal(result.ExpectedSha256, result.ActualSha256);
            if (output.Kind == "text") Assert.Equal(output.Sha256, result.ActualSha256);
        }
    }

    [Fact]
    public async Task A_retry_is_a_new_job_with_the_same_order_and_only_final_works_can_be_retried_or_deleted()
    {
        var go = new TaskCompletionSource();
        app.Picture.BeforeStep = (_, token) => go.Task.WaitAsync(token);
        var job = await app.MakeAsync(new { kind = "picture", prompt = "again" });
        using var early = await app.Client.PostAsync($"/api/generations/{job.Id}/retry", null);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        using var tooEarly = await app.Client.DeleteAsync($"/api/generations/{job.Id}");
        Assert.Equal(HttpStatusCode.Conflict, tooEarly.StatusCode);
        go.SetResult();
        await app.FinishedAsync(job.Id);

        using var response = await app.Client.PostAsync($"/api/generations/{job.Id}/retry", null);
        var retry = (await response.Content.ReadFromJsonAsync<GenerationView>(JsonText.Options))!;
        Assert.Equal((job.Id, job.Seed), (retry.ParentId, retry.Seed));
        await app.FinishedAsync(retry.Id);

        using var gone = await app.Client.DeleteAsync($"/api/generations/{job.Id}");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var missing = await app.Client.GetAsync($"/api/generations/{job.Id}");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Null((await app.GetAsync(retry.Id))!.ParentId);
    }

    public void Dispose()
    {
        app.Text.Script = ScriptedTextModel.Tale;
        app.Picture.BeforeStep = (_, _) => Task.CompletedTask;
        GC.SuppressFinalize(this);
    }
}
