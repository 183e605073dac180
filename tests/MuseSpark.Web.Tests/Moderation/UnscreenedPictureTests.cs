using System.Net;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class UnscreenedPictureTestsOnSqlite(SqliteJobsApp app) : UnscreenedPictureTests(app), IClassFixture<SqliteJobsApp>;

public sealed class UnscreenedPictureTestsOnPostgres(PostgresJobsApp app) : UnscreenedPictureTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Where no picture classifier is installed.</summary>
public abstract class UnscreenedPictureTests(JobsApp app)
{
    [Fact]
    public async Task What_a_member_brings_waits_and_says_why()
    {
        var team = await Team.OfAsync(app);
        var work = await BringAsync(team.Author, TestPictures.Png(40, 20));
        Assert.Equal(GenerationState.Held, work.State);
        Assert.Contains("No picture classifier is installed", work.Error);
        var view = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal("unscreened", view.Row.Category);
        Assert.Contains("no picture classifier is installed", Assert.Single(view.Findings).Rule);

        await Team.DecideAsync(team.First, view, CaseDecision.Allow);
        Assert.Single((await team.UntilAsync(work.Id, GenerationState.Completed)).Outputs);
    }

    [Fact]
    public async Task Whoever_answers_for_the_workspace_is_trusted()
    {
        Assert.Equal(GenerationState.Completed, (await BringAsync(app.Client, TestPictures.Png(40, 20))).State);
        var painted = await app.MakeAsync(new { kind = "picture", prompt = "a fox" });
        Assert.Equal(GenerationState.Completed, (await app.FinishedAsync(painted.Id)).State);
    }

    [Fact]
    public async Task What_a_model_from_elsewhere_paints_for_a_member_waits_and_is_not_seen_in_the_making()
    {
        var team = await Team.OfAsync(app);
        var (work, told) = await PaintWatchedAsync(app, team);
        Assert.DoesNotContain("data:image", told);
        var held = await team.UntilAsync(work, GenerationState.Held);
        Assert.Contains("No picture classifier is installed", held.Error);
        Assert.Empty(held.Outputs);

        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Allow);
        Assert.Single((await team.UntilAsync(work, GenerationState.Completed)).Outputs);
    }

    internal static async Task<GenerationView> BringAsync(HttpClient client, byte[] file) =>
        await (await client.PostAsync("/api/uploads", TestPictures.Form(file))).ReadAsync<GenerationView>(HttpStatusCode.Created);

    /// <summary>Has a picture painted while its author watches.</summary>
    /// <returns>What they were told until the last of four steps, of which the second has a preview.</returns>
    internal static async Task<(Guid Work, string Told)> PaintWatchedAsync(JobsApp app, Team team)
    {
        TaskCompletionSource watched = new(), seen = new();
        app.Picture.BeforeStep = (step, token) => step == 1 ? watched.Task.WaitAsync(token) : step == 4 ? seen.Task.WaitAsync(token) : Task.CompletedTask;
        var work = await team.PaintAsync("a fox");
        var told = new List<string>();
        await foreach (var item in team.Author.WatchAsync(work.Id))
        {
            told.Add(item.Data);
            watched.TrySetResult();
            if (item.EventType == "step" && item.Data.Contains("\"index\":3", StringComparison.Ordinal)) break;
        }

        seen.SetResult();
        return (work.Id, string.Join('\n', told));
    }
}
