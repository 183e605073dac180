using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class DeskRulesTestsOnSqlite(SqliteJobsApp app) : DeskRulesTests(app), IClassFixture<SqliteJobsApp>;

public sealed class DeskRulesTestsOnPostgres(PostgresJobsApp app) : DeskRulesTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>The rules of the desk, one by one.</summary>
public abstract class DeskRulesTests(JobsApp app)
{
    [Fact]
    public async Task A_claim_that_ran_out_is_anybodys_and_cases_like_it_are_at_hand()
    {
        var team = await Team.OfAsync(app);
        var before = await team.AskAsync("a duck [violence 0.7]");
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, before.Id), CaseDecision.Remove);
        var work = await team.AskAsync("a fox [violence 0.8]");
        var view = await team.ClaimAsync(team.First, work.Id);
        Assert.InRange(view.Row.ClaimedUntil!.Value - TimeProvider.System.GetUtcNow().UtcDateTime, ReviewDesk.Lease - TimeSpan.FromMinutes(1), ReviewDesk.Lease);
        using (var early = await team.Second.PostAsync($"/api/cases/{view.Row.Id}/claim", null)) Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        await app.InDatabaseAsync(db => db.Cases.Where(c => c.Id == view.Row.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ClaimedUntil, c => c.CreatedAt.AddMinutes(-1))));
        var taken = await team.ClaimAsync(team.Second, work.Id);
        Assert.Equal(("a duck [violence 0.7]", CaseDecision.Remove), taken.Similar.Select(s => (s.Prompt, s.Decision)).Single());
        using var late = await Team.TryDecideAsync(team.First, view, CaseDecision.Allow);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task Three_strikes_suspend_with_a_reason_and_an_end_and_old_ones_do_not_count()
    {
        var team = await Team.OfAsync(app);
        for (var i = 0; i < 2; i++) await WarnAsync();
        // The first one has run out.
        await app.InDatabaseAsync(async db =>
        {
            var strike = await db.Strikes.Where(s => s.UserId == team.AuthorId).OrderBy(s => s.CreatedAt).Select(s => s.Id).FirstAsync();
            await db.Strikes.Where(s => s.Id == strike).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, s => s.CreatedAt));
        });
        await WarnAsync();
        await app.InDatabaseAsync(async db => Assert.False(await db.Suspensions.AnyAsync(s => s.UserId == team.AuthorId)));
        await WarnAsync();
        await app.InDatabaseAsync(async db =>
        {
            var suspension = await db.Suspensions.SingleAsync(s => s.UserId == team.AuthorId);
            Assert.Equal(("3 strikes count against you at the moment.", 7), (suspension.Reason, (suspension.Until - suspension.CreatedAt).Days));
        });
        using (var refused = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a hedgehog" }))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await app.InDatabaseAsync(db => db.Suspensions.Where(s => s.UserId == team.AuthorId).ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, s => s.CreatedAt)));
        using (var over = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a hedgehog" }))
            Assert.Equal(HttpStatusCode.Accepted, over.StatusCode);

        async Task WarnAsync()
        {
            var work = await team.AskAsync("a fox [harassment 0.7]");
            Assert.Equal(CaseState.Decided, (await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Warn)).Row.State);
        }
    }

    [Fact]
    public async Task A_member_reports_twenty_works_a_day_at_most()
    {
        var team = await Team.OfAsync(app);
        var works = new List<Guid>();
        for (var i = 0; i < 21; i++) works.Add((await team.AskAsync("a fox")).Id);
        foreach (var work in works.Take(20)) Assert.Equal(HttpStatusCode.NoContent, await ReportAsync(work));
        Assert.Equal(HttpStatusCode.TooManyRequests, await ReportAsync(works[20]));
        Assert.Equal(HttpStatusCode.BadRequest, (await team.First.PostAsJsonAsync($"/api/generations/{works[20]}/reports", new { category = "ugly", words = "" })).StatusCode);

        async Task<HttpStatusCode> ReportAsync(Guid work)
        {
            using var answer = await team.Second.PostAsJsonAsync($"/api/generations/{work}/reports", new { category = "hate", words = "" });
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Second_looks_that_differ_and_appeals_that_were_right_are_counted()
    {
        var team = await Team.OfAsync(app);
        var (same, other) = (await ProposedAsync(), await ProposedAsync());
        await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, same), CaseDecision.Remove);
        await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, other), CaseDecision.Label);
        var decided = (await team.First.GetFromJsonAsync<Page<CaseRow>>("/api/cases?state=Decided", JsonText.Options))!.Items.Single(c => c.GenerationId == same);
        using (var appeal = await team.Author.PostAsJsonAsync($"/api/cases/{decided.Id}/appeal", new { words = "It is a fairy tale." })) Assert.Equal(HttpStatusCode.NoContent, appeal.StatusCode);
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, same), CaseDecision.Allow);

        var told = (await team.Author.GetFromJsonAsync<TransparencyView>($"/api/workspaces/{team.Workspace}/transparency", JsonText.Options))!;
        Assert.Equal((0.5, 1, 1.0), (told.Agreement, told.Appeals, told.OverturnRate));
        Assert.NotNull(told.MedianHours);
        var json = await team.First.GetFromJsonAsync<List<System.Text.Json.JsonElement>>($"/api/workspaces/{team.Workspace}/ledger/export?format=json");
        Assert.Equal(["proposed", "proposed", "decided", "decided", "appealed", "decided-appeal"], json!.Select(e => e.GetProperty("kind").GetString()));

        async Task<Guid> ProposedAsync()
        {
            var work = await team.AskAsync("a fox [hate 0.8]");
            await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Remove);
            return work.Id;
        }
    }

    [Fact]
    public async Task An_appeal_takes_one_person_however_grave_it_is()
    {
        var team = await Team.OfAsync(app);
        var work = (await team.AskAsync("a fox [hate 0.8]")).Id;
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Suspend);
        var decided = await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, work), CaseDecision.Suspend);
        await AppealAsync(team, decided);
        var closed = await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Suspend);
        Assert.Equal((CaseState.Closed, false, true), (closed.Row.State, closed.Appeal!.Overturned, closed.Appeal.DecidedAt is not null));
        await app.InDatabaseAsync(async db =>
        {
            Assert.Single(await db.Strikes.Where(s => s.CaseId == closed.Row.Id).ToListAsync());
            Assert.Single(await db.Suspensions.Where(s => s.CaseId == closed.Row.Id).ToListAsync());
        });
    }

    [Fact]
    public async Task An_appeal_never_ends_harsher_than_what_it_is_against()
    {
        var team = await Team.OfAsync(app);
        var work = (await team.AskAsync("a fox [violence 0.8]")).Id;
        await AppealAsync(team, await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Hide));
        // What was hidden is made all the same, and then has a case of its own for what it says.
        var view = await team.ClaimAsync(team.Second, work, CaseState.Appealed);
        Assert.Contains("never ends harsher", await (await Team.TryDecideAsync(team.Second, view, CaseDecision.Remove)).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.False((await Team.DecideAsync(team.Second, view, CaseDecision.Hide)).Appeal!.Overturned);
    }

    [Fact]
    public async Task Of_two_cases_of_a_work_the_stricter_decision_holds_until_an_appeal_against_it_is_right()
    {
        var team = await Team.OfAsync(app);
        var work = (await team.AskAsync("a fox in the snow")).Id;
        await team.UntilAsync(work, GenerationState.Completed);
        var labelled = await DecidedAsync(reporter: team.Second, reviewer: team.First, CaseDecision.Label);
        var removed = await DecidedAsync(reporter: team.First, reviewer: team.Second, CaseDecision.Remove);
        await team.UntilAsync(work, GenerationState.Withdrawn);

        await AppealAsync(team, labelled);
        await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, work), CaseDecision.Allow);
        var still = await team.UntilAsync(work, GenerationState.Withdrawn);
        Assert.Equal((CaseDecision.Remove, 0), (still.Restriction, still.Outputs.Count));

        await AppealAsync(team, removed);
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Allow);
        var back = await team.UntilAsync(work, GenerationState.Completed);
        Assert.Equal((null, null, 1), (back.Restriction, back.Label, back.Outputs.Count));

        async Task<CaseView> DecidedAsync(HttpClient reporter, HttpClient reviewer, CaseDecision action)
        {
            using (var report = await reporter.PostAsJsonAsync($"/api/generations/{work}/reports", new { category = "harassment", words = "It is about me." })) Assert.Equal(HttpStatusCode.NoContent, report.StatusCode);
            return await Team.DecideAsync(reviewer, await team.ClaimAsync(reviewer, work), action);
        }
    }

    private static async Task AppealAsync(Team team, CaseView decided)
    {
        using var appeal = await team.Author.PostAsJsonAsync($"/api/cases/{decided.Row.Id}/appeal", new { words = "It is a fairy tale." });
        Assert.Equal(HttpStatusCode.NoContent, appeal.StatusCode);
    }

    [Fact]
    public async Task The_servers_policy_counts_in_every_workspace_and_nobodys_is_milder()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        var book = app.Services.GetRequiredService<PolicyBook>();
        var version = new PolicyVersion { WorkspaceId = PolicyVersion.Server, Number = 1, Document = new PolicyDocument { Audience = Audience.Adults, BlockedWords = ["basilisk"] }, AuthorId = app.UserId, Reason = "No basilisks here.", CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime };
        await app.InDatabaseAsync(db =>
        {
            db.Policies.Add(version);
            return db.SaveChangesAsync();
        });
        book.Forget();
        try
        {
            using (await team.Second.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies", new PolicyRequest { Document = new PolicyDocument { AllowedWords = ["basilisk"] }, Reason = "We like them." }, JsonText.Options)) { }
            var held = await team.AskAsync("a basilisk in the snow");
            Assert.Equal(GenerationState.Held, held.State);
            Assert.Equal("server 1: list of words", Assert.Single((await team.ClaimAsync(team.First, held.Id)).Findings).Rule);
        }
        finally
        {
            await app.InDatabaseAsync(db => db.Policies.Where(p => p.WorkspaceId == PolicyVersion.Server).ExecuteDeleteAsync());
            book.Forget();
        }
    }

    [Fact]
    public async Task What_a_workspace_allows_is_read_all_the_same_by_the_server_and_where_it_is_about_minors()
    {
        var team = await Team.OfAsync(app, Role.Owner);
        var document = new PolicyDocument { AllowedWords = ["[sexual/minors 0.9]", "[violence 0.8]", "[hate 0.8]"] };
        Assert.Equal(GenerationState.Held, (await team.AskAsync("a duel [violence 0.8]")).State);
        using (await team.Second.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies", new PolicyRequest { Document = document, Reason = "They are titles." }, JsonText.Options)) { }
        using (var never = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a fox [sexual/minors 0.9]" })) Assert.Equal(HttpStatusCode.UnprocessableEntity, never.StatusCode);
        // The workspace's own policy alone would hold the one, the server's holds the other, too.
        Assert.NotEqual(GenerationState.Held, (await team.AskAsync("a duel [violence 0.8]")).State);
        var held = await team.AskAsync("a fox [hate 0.8]");
        Assert.Equal(GenerationState.Held, held.State);
        Assert.StartsWith("server 0: hate", Assert.Single((await team.ClaimAsync(team.First, held.Id)).Findings).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_due_first_is_where_severity_reach_confidence_and_age_are_greatest()
    {
        var now = new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc);
        var cases = new[] { (4, Surface.Public, 0.9, 0), (2, Surface.Workspace, 0.5, 40), (1, Surface.Private, 0.5, 2), (2, Surface.Workspace, 0.5, 10), (3, Surface.Public, 0.9, 1) }
            .Select(c => CaseOf(c.Item1, c.Item2, c.Item3, now.AddHours(-c.Item4))).ToList();
        Assert.Equal([1, 0, 4, 3, 2], cases.OrderBy(c => c.DueAt).Select(c => cases.IndexOf(c)));
        // Where the four make three days; here five hours after it was found.
        Assert.Equal(ReviewCase.Patience, (cases[0].DueAt - now) * 4 * 4 * 0.9);
        var reported = CaseOf(2, Surface.Workspace, 0.5, now);
        var alone = reported.DueAt;
        reported.Reports = 1;
        reported.SetDue();
        Assert.Equal((alone - now) / 2, reported.DueAt - now);

        static ReviewCase CaseOf(int severity, Surface surface, double confidence, DateTime at)
        {
            var entry = new ReviewCase { Category = Categories.Hate, Findings = new FindingList([]), Severity = severity, Surface = surface, Confidence = confidence, CreatedAt = at };
            entry.SetDue();
            return entry;
        }
    }
}
