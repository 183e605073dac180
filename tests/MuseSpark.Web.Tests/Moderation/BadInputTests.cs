using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Publications;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class BadInputTestsOnSqlite(SqliteJobsApp app) : BadInputTests(app), IClassFixture<SqliteJobsApp>;

public sealed class BadInputTestsOnPostgres(PostgresJobsApp app) : BadInputTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What goes wrong around the desk. How texts are disguised is the classifier's matter, and tested there.</summary>
public abstract class BadInputTests(JobsApp app)
{
    [Fact]
    public async Task A_request_that_is_split_over_turns_is_read_as_one()
    {
        var team = await Team.OfAsync(app);
        // "[hate 0.8]" is what the scripted classifier finds; neither half says it.
        var first = await TurnAsync(team, "tell me of a fox [hate", null);
        await team.UntilAsync(first.Id, GenerationState.Completed);
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == first.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Prompt, "tell me of a [hate 0.8] fox")));
        var second = await TurnAsync(team, "and now go on with it", first.Id);
        Assert.Equal(GenerationState.Held, second.State);
        var view = await team.ClaimAsync(team.First, second.Id);
        Assert.Equal(Categories.Hate, view.Row.Category);
    }

    [Fact]
    public async Task A_text_of_100_000_characters_is_looked_at_and_one_more_is_refused()
    {
        var team = await Team.OfAsync(app);
        var long100 = string.Concat(Enumerable.Repeat("a fox in the snow ", 5_554)) + " [violence 0.8]";
        long100 = long100.PadRight(100_000, '.');
        var answer = await (await team.First.PostAsJsonAsync("/api/moderation/screen", new { text = long100 })).ReadAsync<ScreenAnswer>();
        Assert.Equal(ScreenAction.Hold, answer.Verdict);
        Assert.Equal(HttpStatusCode.BadRequest, (await team.First.PostAsJsonAsync("/api/moderation/screen", new { text = long100 + "." })).StatusCode);
    }

    [Fact]
    public async Task A_reviewer_who_is_removed_holds_nobody_up_and_decides_nothing()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        var work = await team.AskAsync("a fox [violence 0.8]");
        var view = await team.ClaimAsync(team.First, work.Id);
        var reviewer = Guid.Empty;
        await team.InDatabaseAsync(async db => reviewer = (await db.Cases.SingleAsync(c => c.Id == view.Row.Id)).ClaimedBy!.Value);
        using (var taken = await team.Second.PostAsync($"/api/cases/{view.Row.Id}/claim", null)) Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);

        // As the door to members does, which takes no keys.
        await team.InDatabaseAsync(async db =>
        {
            await Reviewers.LeaveAsync(db, team.Workspace, reviewer, CancellationToken.None);
            await db.Memberships.Where(m => m.WorkspaceId == team.Workspace && m.UserId == reviewer).ExecuteDeleteAsync();
        });
        using (var late = await Team.TryDecideAsync(team.First, view, CaseDecision.Allow)) Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, work.Id), CaseDecision.Remove);
    }

    [Fact]
    public async Task An_author_who_leaves_during_an_appeal_is_judged_all_the_same_and_one_without_an_account_breaks_nothing()
    {
        var team = await Team.OfAsync(app);
        var (left, gone) = (await AppealedAsync(team), await AppealedAsync(team));
        await app.InDatabaseAsync(db => db.Memberships.Where(m => m.UserId == team.AuthorId).ExecuteDeleteAsync());
        await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, left), CaseDecision.Allow);
        await team.InDatabaseAsync(async db =>
        {
            Assert.Contains((await db.Generations.SingleAsync(g => g.Id == left)).State, new[] { GenerationState.Queued, GenerationState.Running, GenerationState.Held, GenerationState.Completed });
            Assert.True((await db.Appeals.SingleAsync(a => db.Cases.Any(c => c.Id == a.CaseId && c.GenerationId == left && c.Decision == CaseDecision.Allow))).Overturned);
        });

        await app.InDatabaseAsync(async db =>
        {
            await db.Generations.Where(g => g.UserId == team.AuthorId).ExecuteDeleteAsync();
            await db.ApiKeys.Where(k => k.UserId == team.AuthorId).ExecuteDeleteAsync();
            await db.Users.Where(u => u.Id == team.AuthorId).ExecuteDeleteAsync();
        });
        var view = await team.ClaimAsync(team.Second, gone);
        Assert.Contains("account is gone", view.Author.Name, StringComparison.Ordinal);
        Assert.Equal(CaseState.Closed, (await Team.DecideAsync(team.Second, view, CaseDecision.Allow)).Row.State);
        Assert.Null((await team.First.GetFromJsonAsync<LedgerCheck>($"/api/workspaces/{team.Workspace}/ledger/check", JsonText.Options))!.BrokenAt);
    }

    [Fact]
    public async Task An_author_who_deletes_the_work_keeps_the_appeal_and_what_is_not_decided_yet_is_closed()
    {
        var team = await Team.OfAsync(app);
        var (appealed, waits) = (await AppealedAsync(team), (await team.AskAsync("a fox [violence 0.8]")).Id);
        var removed = await team.AskAsync("a duck [violence 0.8]");
        var decided = await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, removed.Id), CaseDecision.Remove);
        foreach (var work in new[] { appealed, waits, removed.Id }) Assert.Equal(HttpStatusCode.NoContent, (await team.Author.DeleteAsync($"/api/generations/{work}")).StatusCode);
        await team.InDatabaseAsync(async db => Assert.Equal(CaseState.Closed, (await db.Cases.SingleAsync(c => c.GenerationId == waits)).State));

        // The one that was asked before, and one that is asked only now.
        using (var late = await team.Author.PostAsJsonAsync($"/api/cases/{decided.Row.Id}/appeal", new { words = "It was a fairy tale." })) Assert.Equal(HttpStatusCode.NoContent, late.StatusCode);
        foreach (var work in new[] { appealed, removed.Id })
        {
            var view = await team.ClaimAsync(team.Second, work);
            Assert.Equal((CaseState.Appealed, "This work was deleted."), (view.Row.State, view.Prompt));
            Assert.Equal(CaseState.Closed, (await Team.DecideAsync(team.Second, view, CaseDecision.Allow)).Row.State);
        }

        await team.InDatabaseAsync(async db =>
        {
            Assert.All(await db.Appeals.Where(a => a.AuthorId == team.AuthorId).ToListAsync(), a => Assert.True(a.Overturned));
            Assert.All(await db.Strikes.Where(s => s.UserId == team.AuthorId).ToListAsync(), s => Assert.NotNull(s.RevokedAt));
        });
    }

    [Fact]
    public async Task Without_a_classifier_nothing_goes_public_what_is_private_waits_and_both_say_so()
    {
        var work = await app.MakeAsync(new { kind = "story", prompt = "a fox in the snow" });
        await app.FinishedAsync(work.Id);
        app.Classifier.IsBroken = true;
        try
        {
            var published = await (await app.Client.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title = "Snow" })).ReadAsync<PublicationView>();
            Assert.True(published.Waits);
            using var stranger = app.CreateClient();
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/public/{published.Page.Split('/')[^1]}")).StatusCode);

            var next = await app.MakeAsync(new { kind = "story", prompt = "a duck in the snow" });
            Assert.Equal(GenerationState.Held, next.State);
            Assert.Contains("could not be screened", next.Error, StringComparison.Ordinal);
            var asked = await (await app.Client.PostAsJsonAsync("/api/moderation/screen", new { text = "a duck in the snow", surface = "public" })).ReadAsync<ScreenAnswer>();
            Assert.Equal((ScreenAction.Block, Categories.Unscreened), (asked.Verdict, asked.Findings.Single().Category));
            Assert.Contains("no classifier is installed", asked.Findings.Single().Rule, StringComparison.Ordinal);
        }
        finally
        {
            app.Classifier.IsBroken = false;
        }
    }

    [Fact]
    public async Task A_rehearsal_looks_back_30_days_and_changes_nothing()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        await team.UntilAsync((await team.AskAsync("a fox in the snow")).Id, GenerationState.Completed);
        var old = await team.AskAsync("a duck [violence 0.8]");
        await app.InDatabaseAsync(db => db.Screenings.Where(s => s.GenerationId == old.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.CreatedAt, s => s.CreatedAt.AddDays(-31))));
        var strict = new PolicyDocument { BlockedWords = ["fox"] };
        var trial = await (await team.Second.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies/trial", strict, JsonText.Options)).ReadAsync<PolicyTrial>();
        // The prompt and what was made of it.
        Assert.Equal((30, 2, 2, 0), (trial.Days, trial.Screened, trial.Now[ScreenAction.Allow], trial.Then[ScreenAction.Block]));
        Assert.Equal(trial.Changed.Count, trial.Then[ScreenAction.Hold]);
        Assert.NotEmpty(trial.Changed);
        Assert.Equal(0, (await team.Author.GetFromJsonAsync<PolicyView[]>($"/api/workspaces/{team.Workspace}/policies", JsonText.Options))![0].Number);
        Assert.NotEqual(GenerationState.Held, (await team.AskAsync("a fox in the snow")).State);
    }

    [Fact]
    public async Task A_policy_with_null_in_it_is_refused_with_what_to_do()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        foreach (var document in new[]
        {
            """{ "rules": null }""", """{ "rules": [null] }""", """{ "rules": [{ "category": "hate", "surface": "public", "thresholds": null }] }""",
            """{ "blockedWords": null }""", """{ "allowedWords": null }""", """{ "sample": null }""", """{ "sample": { "share": 0.1, "surfaces": null } }""",
        })
        {
            using var body = new StringContent(document, System.Text.Encoding.UTF8, "application/json");
            using var answer = await team.Second.PostAsync($"/api/workspaces/{team.Workspace}/policies/trial", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("leave it out instead", await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task<GenerationView> TurnAsync(Team team, string prompt, Guid? parent) =>
        await (await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt, parentId = parent })).ReadAsync<GenerationView>(HttpStatusCode.Accepted);

    /// <summary>A work that was removed, and whose author objected.</summary>
    private static async Task<Guid> AppealedAsync(Team team)
    {
        var work = await team.AskAsync("a fox [violence 0.8]");
        var decided = await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Remove);
        using var appeal = await team.Author.PostAsJsonAsync($"/api/cases/{decided.Row.Id}/appeal", new { words = "It is a fairy tale." });
        Assert.Equal(HttpStatusCode.NoContent, appeal.StatusCode);
        return work.Id;
    }
}
