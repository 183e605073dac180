using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class StrikeTestsOnSqlite(SqliteJobsApp app) : StrikeTests(app), IClassFixture<SqliteJobsApp>;

public sealed class StrikeTestsOnPostgres(PostgresJobsApp app) : StrikeTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>How long strikes suspend, and when that ends before its time.</summary>
public abstract class StrikeTests(JobsApp app)
{
    [Fact]
    public async Task Strikes_suspend_for_a_week_whatever_days_came_with_the_decision_and_a_reviewer_for_as_long_as_they_say()
    {
        var team = await Team.OfAsync(app);
        for (var i = 0; i < 3; i++) await DecideAsync(CaseDecision.Warn);
        Assert.Equal([7], await DaysAsync());
        await app.InDatabaseAsync(db => db.Suspensions.Where(s => s.UserId == team.AuthorId).ExecuteDeleteAsync());
        var view = await DecideAsync(CaseDecision.Suspend);
        await PostAsync(team.Second, await team.ClaimAsync(team.Second, view.Row.GenerationId), CaseDecision.Suspend);
        Assert.Equal([300], await DaysAsync());

        async Task<CaseView> DecideAsync(CaseDecision action) =>
            await PostAsync(team.First, await team.ClaimAsync(team.First, (await team.AskAsync("a fox [harassment 0.7]")).Id), action);

        static async Task<CaseView> PostAsync(HttpClient reviewer, CaseView view, CaseDecision action) => await (await reviewer.PostAsJsonAsync(
            $"/api/cases/{view.Row.Id}/decision", new DecisionRequest { Action = action, Clause = view.Row.Category, Days = 300, Version = view.Row.Version }, JsonText.Options)).ReadAsync<CaseView>();

        async Task<List<int>> DaysAsync()
        {
            List<int> days = [];
            await app.InDatabaseAsync(async db => days = [.. (await db.Suspensions.Where(s => s.UserId == team.AuthorId).ToListAsync()).Select(s => (s.Until - s.CreatedAt).Days)]);
            return days;
        }
    }

    [Fact]
    public async Task A_suspension_for_strikes_ends_when_appeals_leave_too_few_of_them()
    {
        var team = await Team.OfAsync(app);
        var (works, warned) = (new List<Guid>(), new List<CaseView>());
        for (var i = 0; i < 4; i++) works.Add((await team.AskAsync("a fox [harassment 0.7]")).Id);
        foreach (var work in works) warned.Add(await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Warn));
        // The third and the fourth have suspended; without the first, three are left for the fourth.
        await OverturnAsync(0);
        Assert.Equal(HttpStatusCode.Forbidden, await TryAsync());
        await OverturnAsync(1);
        Assert.Equal(HttpStatusCode.Accepted, await TryAsync());

        // What a reviewer chose stays, however few strikes there are.
        await app.InDatabaseAsync(async db =>
        {
            var (suspension, decision) = (await db.Suspensions.OrderBy(s => s.CreatedAt).LastAsync(s => s.UserId == team.AuthorId), warned[3].Row.Id);
            await db.Suspensions.Where(s => s.Id == suspension.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LiftedAt, (DateTime?)null));
            await db.Decisions.Where(d => d.CaseId == decision).ExecuteUpdateAsync(set => set.SetProperty(d => d.Action, CaseDecision.Suspend));
        });
        await OverturnAsync(2);
        Assert.Equal(HttpStatusCode.Forbidden, await TryAsync());

        async Task OverturnAsync(int nth)
        {
            using (var appeal = await team.Author.PostAsJsonAsync($"/api/cases/{warned[nth].Row.Id}/appeal", new { words = "It is a fairy tale." })) Assert.Equal(HttpStatusCode.NoContent, appeal.StatusCode);
            await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, works[nth], CaseState.Appealed), CaseDecision.Allow);
        }

        async Task<HttpStatusCode> TryAsync()
        {
            using var answer = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a hedgehog" });
            return answer.StatusCode;
        }
    }
}
