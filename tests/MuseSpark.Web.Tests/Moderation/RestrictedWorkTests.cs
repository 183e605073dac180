using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class RestrictedWorkTestsOnSqlite(SqliteJobsApp app) : RestrictedWorkTests(app), IClassFixture<SqliteJobsApp>;

public sealed class RestrictedWorkTestsOnPostgres(PostgresJobsApp app) : RestrictedWorkTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What reviewers restricted does not come back because it is made once more.</summary>
public abstract class RestrictedWorkTests(JobsApp app)
{
    [Theory]
    [InlineData(CaseDecision.Label, HttpStatusCode.Accepted)]
    [InlineData(CaseDecision.Limit, HttpStatusCode.Conflict)]
    [InlineData(CaseDecision.Hide, HttpStatusCode.Conflict)]
    [InlineData(CaseDecision.Remove, HttpStatusCode.Conflict)]
    public async Task A_work_that_a_reviewer_restricted_is_not_made_again(CaseDecision action, HttpStatusCode expected)
    {
        var team = await Team.OfAsync(app, Role.Owner);
        var work = (await team.AskAsync("a fox in the snow")).Id;
        var output = Assert.Single((await team.UntilAsync(work, GenerationState.Completed)).Outputs).Id;
        using (var report = await team.Second.PostAsJsonAsync($"/api/generations/{work}/reports", new { category = "harassment", words = "It is about me." })) Assert.Equal(HttpStatusCode.NoContent, report.StatusCode);
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), action);

        foreach (var (who, path) in new[] { (team.Author, $"generations/{work}/retry"), (team.Second, $"generations/{work}/retry"), (team.Second, $"outputs/{output}/reproduce") })
        {
            using var answer = await who.PostAsync($"/api/{path}", null);
            if (expected == HttpStatusCode.Conflict) Assert.Equal("A reviewer has restricted this work, so it can't be made again.", await answer.RefusalAsync(expected));
            else Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_only_the_screen_took_away_may_be_tried_again()
    {
        var team = await Team.OfAsync(app);
        app.Text.Script = (_, _) => Stopped();
        var work = (await team.AskAsync("a fox")).Id;
        await team.UntilAsync(work, GenerationState.Withdrawn);
        app.Text.Script = ScriptedTextModel.Tale;
        var again = await (await team.Author.PostAsync($"/api/generations/{work}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        await team.UntilAsync(again.Id, GenerationState.Completed);
    }

    private static async IAsyncEnumerable<Inference.Text.TextPiece> Stopped()
    {
        await Task.Yield();
        yield return new Inference.Text.TextPiece("It began well, then [violence 0.99] came.", Inference.Text.TextSection.Body, 8, Inference.Text.FinishReason.EndOfText);
    }
}
