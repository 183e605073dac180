using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class SampleTestsOnSqlite(SqliteJobsApp app) : SampleTests(app), IClassFixture<SqliteJobsApp>;

public sealed class SampleTestsOnPostgres(PostgresJobsApp app) : SampleTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What was allowed is looked at by chance, so that it is known what the screen misses.</summary>
public abstract class SampleTests(JobsApp app)
{
    [Fact]
    public async Task What_chance_chose_is_shown_all_the_while_and_tells_what_is_missed()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        await AlwaysAsync(team.Second, team.Workspace, Surface.Workspace);
        var (good, bad) = (await team.AskAsync("a fox in the snow"), await team.AskAsync("a duck in the snow"));
        Assert.Single((await team.UntilAsync(good.Id, GenerationState.Completed)).Outputs);
        await team.UntilAsync(bad.Id, GenerationState.Completed);

        var first = await team.ClaimAsync(team.First, good.Id);
        Assert.Equal((true, Categories.Sample, ScreenAction.Allow), (first.Row.IsSample, first.Row.Category, first.Screened));
        using (var many = await team.First.PostAsJsonAsync("/api/cases/bulk", new { ids = new[] { first.Row.Id }, action = "allow" }))
            Assert.Contains("a look of its own", await many.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Team.DecideAsync(team.First, first, CaseDecision.Allow);
        Assert.Null((await team.UntilAsync(good.Id, GenerationState.Completed)).Restriction);
        // Nothing has changed for its author, so there is no news.
        await team.InDatabaseAsync(async db => Assert.False(await db.Notices.AnyAsync(n => n.UserId == team.AuthorId)));

        var view = await team.ClaimAsync(team.First, bad.Id);
        using (var label = await team.First.PostAsJsonAsync($"/api/cases/{view.Row.Id}/decision", new DecisionRequest { Action = CaseDecision.Label, Clause = Categories.Violence, Version = view.Row.Version }, JsonText.Options))
            Assert.Contains("because chance chose it", (await label.ReadAsync<CaseView>()).Decisions.Single().Statement.Facts, StringComparison.Ordinal);
        Assert.Equal(Categories.Violence, (await team.UntilAsync(bad.Id, GenerationState.Completed)).Label);

        var told = (await team.Author.GetFromJsonAsync<TransparencyView>($"/api/workspaces/{team.Workspace}/transparency", JsonText.Options))!;
        Assert.Equal((0, 2, 1, 0.5), (told.Samples.Waiting, told.Samples.Looked, told.Samples.Missed, told.Samples.Rate));
        Assert.InRange(told.Samples.Low, 0.05, 0.15);
        Assert.InRange(told.Samples.High, 0.85, 0.95);
        // No rule found them, so no rule was right or wrong.
        Assert.Empty(told.Rules);
    }

    [Fact]
    public async Task A_report_about_a_sample_makes_it_urgent_and_leaves_it_in_the_sample()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        await AlwaysAsync(team.Second, team.Workspace, Surface.Workspace);
        var work = await team.AskAsync("a fox in the snow");
        await team.UntilAsync(work.Id, GenerationState.Completed);
        using (await team.Second.PostAsJsonAsync($"/api/generations/{work.Id}/reports", new { category = "hate", words = "It is about us." })) { }
        var view = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal((Categories.Hate, 3, 1, true), (view.Row.Category, view.Row.Severity, view.Row.Reports, view.Row.IsSample));
    }

    [Fact]
    public async Task Private_works_are_left_alone_unless_the_workspace_says_otherwise()
    {
        await AlwaysAsync(app.Client, app.WorkspaceId, Surface.Workspace, Surface.Public);
        var work = await app.MakeAsync(new { kind = "story", prompt = "a fox in the snow" });
        await app.FinishedAsync(work.Id);
        await app.InDatabaseAsync(async db => Assert.False(await db.Cases.AnyAsync(c => c.GenerationId == work.Id)));

        // What goes public is not private any more.
        using (await app.Client.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title = "Snow" })) { }
        await app.InDatabaseAsync(async db => Assert.True((await db.Cases.SingleAsync(c => c.GenerationId == work.Id)).IsSample));
        using (await app.Client.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title = "Much snow" })) { }
        await app.InDatabaseAsync(async db => Assert.Equal(1, await db.Cases.CountAsync(c => c.GenerationId == work.Id)));

        await AlwaysAsync(app.Client, app.WorkspaceId, Surface.Private);
        var other = await app.MakeAsync(new { kind = "story", prompt = "a duck in the snow" });
        await app.FinishedAsync(other.Id);
        await app.InDatabaseAsync(async db => Assert.True((await db.Cases.SingleAsync(c => c.GenerationId == other.Id)).IsSample));

        // One in a hundred, and never private works, is what applies before anybody says so.
        Assert.Equal((0.01, false), (new PolicyDocument().Sample.Share, new PolicyDocument().Sample.Surfaces.Contains(Surface.Private)));
        using var bad = await app.Client.PostAsJsonAsync($"/api/workspaces/{app.WorkspaceId}/policies", new { document = new { sample = new { share = 1.5, surfaces = new[] { "public" } } }, reason = "All of it twice." });
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    private static async Task AlwaysAsync(HttpClient owner, Guid workspace, params Surface[] surfaces)
    {
        using var answer = await owner.PostAsJsonAsync($"/api/workspaces/{workspace}/policies", new PolicyRequest { Document = new PolicyDocument { Sample = new SampleRule(1, surfaces) }, Reason = "To look at everything." }, JsonText.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
