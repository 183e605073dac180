using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class DeskTestsOnSqlite(SqliteJobsApp app) : DeskTests(app), IClassFixture<SqliteJobsApp>;

public sealed class DeskTestsOnPostgres(PostgresJobsApp app) : DeskTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What the desk shows beside the case itself.</summary>
public abstract class DeskTests(JobsApp app)
{
    [Fact]
    public async Task It_counts_what_waits_and_shows_every_score_against_its_thresholds()
    {
        var team = await Team.OfAsync(app);
        Assert.Equal(0, await WaitingAsync(team.First));
        var work = await team.AskAsync("a fox [hate 0.8] in the snow");
        var other = await team.AskAsync("a duck [violence 0.8]");
        Assert.Equal(2, await WaitingAsync(team.First));
        using (var author = await team.Author.GetAsync("/api/cases/waiting")) Assert.Equal(HttpStatusCode.Forbidden, author.StatusCode);

        var view = await team.ClaimAsync(team.First, work.Id);
        var score = view.Scores[0];
        // Nobody wrote a policy: the workspace is for teens, who are held from 0.5 and stopped from 0.95 (UsualThresholds).
        Assert.Equal(("hate", new Thresholds(null, 0.5, 0.95)), (score.Category, score.Thresholds));
        Assert.Equal(view.Row.Confidence, score.Score, 6);
        Assert.Equal(view.Scores.OrderByDescending(s => s.Score), view.Scores);

        // What is allowed is made, and would be held once more for what was made.
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, other.Id), CaseDecision.Remove);
        Assert.Equal(1, await WaitingAsync(team.First));
    }

    [Fact]
    public async Task The_author_reads_what_the_reviewer_saw_before_deciding()
    {
        var team = await Team.OfAsync(app);
        var view = await team.ClaimAsync(team.First, (await team.AskAsync("a fox [hate 0.8]")).Id);
        var request = new DecisionRequest { Action = CaseDecision.Label, Clause = "hate", Law = "Section 130 of the criminal code: it calls for violence against a people.", Facts = "Read twice.", Version = view.Row.Version };
        var shown = StatementText.Of(view.Screened != ScreenAction.Allow, view.Row.IsSample, view.Row.Reports, request, onAppeal: false);
        using var answer = await team.First.PostAsJsonAsync($"/api/cases/{view.Row.Id}/decision", request, JsonText.Options);
        Assert.Equal(shown, Assert.Single((await answer.Content.ReadFromJsonAsync<CaseView>(JsonText.Options))!.Decisions).Statement);
        Assert.Contains("A machine found it", shown.Automated);
        Assert.Contains("against the law, too: Section 130", shown.Ground);
        Assert.DoesNotContain("law", StatementText.Of(true, false, 0, request with { Law = null }, onAppeal: false).Ground);
    }

    [Fact]
    public async Task What_people_reported_was_found_by_no_machine()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox in the snow");
        await team.UntilAsync(work.Id, GenerationState.Completed);
        using (await team.Second.PostAsJsonAsync($"/api/generations/{work.Id}/reports", new { category = "harassment", words = "It is about me." })) { }
        var decided = await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Label);
        Assert.StartsWith("No machine", Assert.Single(decided.Decisions).Statement.Automated);
    }

    [Fact]
    public async Task Of_a_page_that_waits_all_that_it_says_is_shown_and_other_words_are_read_anew()
    {
        var team = await Team.OfAsync(app);
        // Members may see it, everybody only after a look.
        var work = await team.AskAsync("a fox [personal-data 0.7]");
        await team.UntilAsync(work.Id, GenerationState.Completed);
        await PublishAsync("By the river [hate 0.8]");
        var seen = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal($"By the river [hate 0.8]\nAn otter\n{seen.Outputs.Single().Text}", seen.ScreenText);
        Assert.Equal(["[hate 0.8]", "[personal-data 0.7]"], Marked(seen));

        await PublishAsync("[hate 0.9] by the river");
        using (var old = await Team.TryDecideAsync(team.First, seen, CaseDecision.Allow)) Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        seen = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal(["[hate 0.9]", "[personal-data 0.7]"], Marked(seen));
        Assert.StartsWith("[hate 0.9] by the river", seen.ScreenText, StringComparison.Ordinal);

        // The same words again are no news.
        await PublishAsync("[hate 0.9] by the river");
        await Team.DecideAsync(team.First, seen, CaseDecision.Label);

        async Task PublishAsync(string title)
        {
            using var answer = await team.Author.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title, altText = "An otter" });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        static IEnumerable<string> Marked(CaseView view) => view.Findings.OrderByDescending(f => f.Score).Select(f => view.ScreenText!.Substring(f.Words[0].Start, f.Words[0].Length));
    }

    [Fact]
    public async Task Who_made_a_work_does_not_decide_on_it_when_somebody_else_publishes_it()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        var work = await (await team.Second.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a fox in the snow" })).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        await team.UntilAsync(work.Id, GenerationState.Completed);
        using (var page = await team.Author.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title = "By the river [hate 0.8]" })) Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        using (var next = await team.Second.PostAsync("/api/cases/next", null)) Assert.Equal(HttpStatusCode.NoContent, next.StatusCode);
        var row = Assert.Single((await team.Second.GetFromJsonAsync<Page<CaseRow>>("/api/cases", JsonText.Options))!.Items);
        var seen = (await team.Second.GetFromJsonAsync<CaseView>($"/api/cases/{row.Id}", JsonText.Options))!;
        Assert.Contains("your own work", seen.CanDecide, StringComparison.Ordinal);
        Assert.Contains("your own work", await (await Team.TryDecideAsync(team.Second, seen, CaseDecision.Allow)).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
        // Grave as it is, there is nobody who could say the same.
        Assert.Equal(CaseState.Decided, (await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Remove)).Row.State);
    }

    private static async Task<int> WaitingAsync(HttpClient reviewer) => (await reviewer.GetFromJsonAsync<CountView>("/api/cases/waiting", JsonText.Options))!.Count;
}
