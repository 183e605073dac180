using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Generations.Live;

namespace MuseSpark.Web.Tests.Generations;

public sealed class StoppedTextTestsOnSqlite(SqliteJobsApp app) : StoppedTextTests(app), IClassFixture<SqliteJobsApp>;

public sealed class StoppedTextTestsOnPostgres(PostgresJobsApp app) : StoppedTextTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What a person has seen of a text when they stop it is a work like any other.</summary>
public abstract class StoppedTextTests(JobsApp app)
{
    [Fact]
    public async Task A_story_that_is_stopped_keeps_what_was_written_and_is_painted_no_picture()
    {
        var shown = new TaskCompletionSource();
        app.Text.Script = (request, cancellationToken) => IsOurs(request) ? TwoWords(shown, cancellationToken) : ScriptedTextModel.Tale(request, cancellationToken);
        var job = await app.MakeAsync(new { kind = "story", prompt = "a lake", settings = new { withPicture = true } });
        var watching = app.Client.WatchToEndAsync(job.Id);
        await shown.Task;
        using var answer = await app.Client.PostAsync($"/api/generations/{job.Id}/cancel", null);
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Cancelled, done.State);
        var output = Assert.Single(done.Outputs);
        Assert.Equal("Once upon ", output.Text);
        Assert.Equal(OutputNote.Stopped, Assert.Single(output.Notes!).Kind);
        Assert.Equal(output.Text, (await watching).Shown());
        Assert.DoesNotContain("a lake", app.Picture.Prompts);
        using var signed = await app.Client.GetAsync($"/api/outputs/{output.Id}/export?level=credential");
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
    }

    [Fact]
    public async Task A_wish_to_stop_counts_only_for_the_claim_whose_row_bears_it()
    {
        TaskCompletionSource shown = new(), heard = new();
        app.Text.Script = (request, cancellationToken) => IsOurs(request) ? TwoWords(shown, cancellationToken, heard.Task) : ScriptedTextModel.Tale(request, cancellationToken);
        var job = await app.MakeAsync(new { kind = "story", prompt = "a lake" });
        await shown.Task;
        // As a grain says that has not yet read the row of a work that was stopped and is begun anew.
        await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IGenerationGrain>(job.Id).Cancel();
        // The worker asks the grain every half second.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        heard.SetResult();
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.Equal("Once upon ", Assert.Single(done.Outputs).Text);
    }

    /// <summary>The server itself asks for a text and a picture when it has started.</summary>
    private static bool IsOurs(TextRequest request) => request.Prompt == "a lake";

    private static async IAsyncEnumerable<TextPiece> TwoWords(TaskCompletionSource shown, [EnumeratorCancellation] CancellationToken cancellationToken, Task? end = null)
    {
        yield return new TextPiece("Once ", TextSection.Body, 1);
        yield return new TextPiece("upon ", TextSection.Body, 2);
        shown.TrySetResult();
        await (end?.WaitAsync(cancellationToken) ?? Task.Delay(Timeout.Infinite, cancellationToken));
    }
}
