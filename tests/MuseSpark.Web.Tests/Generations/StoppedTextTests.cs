using System.Net;
using MuseSpark.Client.Generations;

namespace MuseSpark.Web.Tests.Generations;

public sealed class StoppedTextTestsOnSqlite(SqliteJobsApp app) : StoppedTextTests(app), IClassFixture<SqliteJobsApp>;

public sealed class StoppedTextTestsOnPostgres(PostgresJobsApp app) : StoppedTextTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What a person has seen of a text when they stop it is a work like any other.</summary>
public abstract class StoppedTextTests(JobsApp app)
{
    [Fact]
    public async Task A_story_that_is_stopped_keeps_what_was_written_and_is_painted_no_picture()
    {
        app.Text.Script = ScriptedTextModel.Words(10_000, TimeSpan.FromMilliseconds(20));
        var painted = app.Picture.Prompts.Count;
        var job = await app.MakeAsync(new { kind = "story", prompt = "a lake", settings = new { withPicture = true } });
        var watching = app.Client.WatchToEndAsync(job.Id);
        await app.UntilAsync(job.Id, view => view.State == GenerationState.Running);
        await Task.Delay(1_000);
        using var answer = await app.Client.PostAsync($"/api/generations/{job.Id}/cancel", null);
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Cancelled, done.State);
        var output = Assert.Single(done.Outputs);
        Assert.StartsWith("word1 word2 ", output.Text, StringComparison.Ordinal);
        Assert.Equal(OutputNote.Stopped, Assert.Single(output.Notes!).Kind);
        Assert.Equal(output.Text, (await watching).Shown());
        Assert.Equal(painted, app.Picture.Prompts.Count);
        using var signed = await app.Client.GetAsync($"/api/outputs/{output.Id}/export?level=credential");
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
    }
}
