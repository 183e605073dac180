using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class ReviewTestsOnSqlite(SqliteJobsApp app) : ReviewTests(app), IClassFixture<SqliteJobsApp>;

public sealed class ReviewTestsOnPostgres(PostgresJobsApp app) : ReviewTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>From a finding to a decision, an appeal and back.</summary>
public abstract class ReviewTests(JobsApp app)
{
    [Fact]
    public async Task Held_words_wait_and_go_on_by_themselves_once_allowed()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox [hate 0.8] in the snow");
        Assert.Equal(GenerationState.Held, work.State);
        Assert.Contains("A person looks at this first", work.Error);

        var view = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal(("hate", 3, Surface.Workspace), (view.Row.Category, view.Row.Severity, view.Row.Surface));
        var finding = Assert.Single(view.Findings);
        Assert.Equal("[hate 0.8]", view.ScreenText!.Substring(finding.Words[0].Start, finding.Words[0].Length));
        Assert.Equal(CaseState.Decided, (await Team.DecideAsync(team.First, view, CaseDecision.Allow)).Row.State);

        // What was written of it holds the same mark, so it is looked at as an output, too.
        var output = await team.UntilAsync(work.Id, GenerationState.Held);
        Assert.Empty(output.Outputs);
        var second = await team.ClaimAsync(team.First, work.Id);
        Assert.NotEmpty(second.Outputs);
        await Team.DecideAsync(team.First, second, CaseDecision.Label);
        var done = await team.UntilAsync(work.Id, GenerationState.Completed);
        Assert.Single(done.Outputs);
        Assert.Equal((CaseDecision.Label, "hate"), (done.Restriction, done.Label));
    }

    [Fact]
    public async Task Words_that_are_hidden_before_anything_was_made_of_them_hide_what_is_made()
    {
        var team = await Team.OfAsync(app, second: Role.Viewer);
        var work = await team.AskAsync("a fox [violence 0.8] in the snow");
        app.Text.Script = (_, _) => Pieces("It is a fox, ", "and here is snow.");
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Hide);
        var output = Assert.Single((await team.UntilAsync(work.Id, GenerationState.Completed)).Outputs);
        app.Text.Script = ScriptedTextModel.Tale;
        using (var own = await team.Author.GetAsync($"/api/outputs/{output.Id}/content")) Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using (var others = await team.Second.GetAsync($"/api/outputs/{output.Id}/content")) Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
    }

    [Fact]
    public async Task What_is_stopped_is_refused_unless_a_person_is_asked_for()
    {
        var team = await Team.OfAsync(app);
        using var refused = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "[illicit 0.99]" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("help with something illegal", await refused.Content.ReadAsStringAsync());
        Assert.Equal(GenerationState.Held, (await team.AskAsync("[illicit 0.99]", withReview: true)).State);

        using var never = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "[sexual/minors 0.6]", askReview = true });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, never.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_early_and_the_author_is_told_and_may_object_once()
    {
        var team = await Team.OfAsync(app);
        app.Text.Script = (_, _) => Pieces("It began well. ", "Then [violence 0.99] came. ", "And more of it. ");
        var work = await team.AskAsync("a fox");
        var stopped = await team.UntilAsync(work.Id, GenerationState.Withdrawn);
        app.Text.Script = ScriptedTextModel.Tale;
        Assert.Empty(stopped.Outputs);
        // That somebody wished to stop it ends with it.
        await team.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.CancelRequested, true)));
        using (await team.Author.PostAsync($"/api/generations/{work.Id}/cancel", null)) { }
        using (var events = await team.Author.GetAsync($"/api/generations/{work.Id}/events"))
        {
            var told = await events.Content.ReadAsStringAsync();
            Assert.Contains("withdrawn", told);
            Assert.DoesNotContain("began well", told);
        }

        var notice = (Guid.Empty, false);
        await team.InDatabaseAsync(async db =>
        {
            var told = await db.Notices.SingleAsync(n => n.UserId == team.AuthorId);
            notice = (told.CaseId!.Value, told.Statement!.Automated.Contains("a machine decided"));
            Assert.DoesNotContain("And more", (await db.AllOutputs.SingleAsync(o => o.GenerationId == work.Id)).Text);
        });
        Assert.True(notice.Item2);
        using (var appeal = await team.Author.PostAsJsonAsync($"/api/cases/{notice.Item1}/appeal", new { words = "It is a fairy tale." })) Assert.Equal(HttpStatusCode.NoContent, appeal.StatusCode);
        using (var again = await team.Author.PostAsJsonAsync($"/api/cases/{notice.Item1}/appeal", new { words = "Please." })) Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        var view = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal("It is a fairy tale.", view.Appeal!.Words);
        app.Text.Script = (_, _) => Pieces("It began well. ", "Then [violence 0.99] came. ", "And more of it. ");
        await Team.DecideAsync(team.First, view, CaseDecision.Allow);
        var done = await team.UntilAsync(work.Id, GenerationState.Completed);
        app.Text.Script = ScriptedTextModel.Tale;
        Assert.Contains("And more of it.", done.Outputs.Single().Text);
    }

    [Fact]
    public async Task Grave_decisions_take_two_and_an_appeal_takes_another()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox [hate 0.8]");
        var proposed = await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Suspend);
        Assert.Equal(CaseState.Second, proposed.Row.State);
        Assert.NotNull(proposed.CanDecide);
        Assert.Equal(GenerationState.Held, (await team.UntilAsync(work.Id, GenerationState.Held)).State);

        await Team.DecideAsync(team.Second, await team.ClaimAsync(team.Second, work.Id), CaseDecision.Suspend);
        await team.UntilAsync(work.Id, GenerationState.Withdrawn);
        using (var more = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a hedgehog" })) Assert.Equal(HttpStatusCode.Forbidden, more.StatusCode);

        using (var appeal = await team.Author.PostAsJsonAsync($"/api/cases/{proposed.Row.Id}/appeal", new { words = "That is a quotation." })) Assert.Equal(HttpStatusCode.NoContent, appeal.StatusCode);
        using (var own = await Team.TryDecideAsync(team.Second, (await team.Second.GetFromJsonAsync<CaseView>($"/api/cases/{proposed.Row.Id}", JsonText.Options))!, CaseDecision.Allow)) Assert.Equal(HttpStatusCode.Conflict, own.StatusCode);
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Allow);
        using (var more = await team.Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt = "a hedgehog" })) Assert.Equal(HttpStatusCode.Accepted, more.StatusCode);
        await team.InDatabaseAsync(async db =>
        {
            Assert.True((await db.Appeals.SingleAsync(a => a.CaseId == proposed.Row.Id)).Overturned);
            Assert.NotNull((await db.Strikes.SingleAsync(s => s.CaseId == proposed.Row.Id)).RevokedAt);
            var entries = await db.LedgerEntries.Where(e => e.WorkspaceId == team.Workspace).OrderBy(e => e.Number).ToListAsync();
            Assert.Equal(["proposed", "decided", "appealed", "decided-appeal"], entries.Select(e => e.Kind));
            Assert.Equal(entries.Select(e => e.Hash).Prepend(LedgerEntry.First).Take(4), entries.Select(e => e.Previous));
            Assert.All(entries, e => Assert.Equal(e.Hash, e.ExpectedHash()));
        });
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_does()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox [violence 0.8]");
        var view = await team.ClaimAsync(team.First, work.Id);
        using (var taken = await team.Second.PostAsync($"/api/cases/{view.Row.Id}/claim", null)) Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        using (await team.First.PostAsync($"/api/cases/{view.Row.Id}/release", null)) { }
        var seen = (await team.First.GetFromJsonAsync<CaseView>($"/api/cases/{view.Row.Id}", JsonText.Options))!;
        var answers = await Task.WhenAll(Team.TryDecideAsync(team.First, seen, CaseDecision.Allow), Team.TryDecideAsync(team.Second, seen, CaseDecision.Hide));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task What_waits_is_seen_by_its_author_and_reviewers_alone()
    {
        var team = await Team.OfAsync(app, second: Role.Viewer);
        var work = await team.AskAsync("a fox [self-harm 0.8]");
        using (var other = await team.Second.GetAsync($"/api/generations/{work.Id}")) Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.DoesNotContain((await team.Second.GetFromJsonAsync<Page<GenerationView>>("/api/generations", JsonText.Options))!.Items, g => g.Id == work.Id);
        Assert.Contains("you are not alone", work.Error);
        using (var desk = await team.Second.GetAsync("/api/cases")) Assert.Equal(HttpStatusCode.Forbidden, desk.StatusCode);

        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Allow);
        await team.UntilAsync(work.Id, GenerationState.Held);
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Hide);
        var hidden = await team.UntilAsync(work.Id, GenerationState.Completed);
        var output = Assert.Single(hidden.Outputs);
        using (var own = await team.Author.GetAsync($"/api/outputs/{output.Id}/content")) Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using (var others = await team.Second.GetAsync($"/api/outputs/{output.Id}/content")) Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        using (var events = await team.Second.GetAsync($"/api/generations/{work.Id}/events")) Assert.Equal(HttpStatusCode.NotFound, events.StatusCode);
    }

    [Fact]
    public async Task A_report_joins_the_queue_and_raises_what_is_in_it()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox in the snow");
        await team.UntilAsync(work.Id, GenerationState.Completed);
        using (var report = await team.Second.PostAsJsonAsync($"/api/generations/{work.Id}/reports", new { category = "harassment", words = "It is about me." })) Assert.Equal(HttpStatusCode.NoContent, report.StatusCode);
        using (var twice = await team.Second.PostAsJsonAsync($"/api/generations/{work.Id}/reports", new { category = "hate", words = "" })) Assert.Equal(HttpStatusCode.NoContent, twice.StatusCode);
        var view = await team.ClaimAsync(team.First, work.Id);
        Assert.Equal(("harassment", 1, "It is about me."), (view.Row.Category, view.Row.Reports, Assert.Single(view.Reports).Words));
        await Team.DecideAsync(team.First, view, CaseDecision.Remove);
        Assert.Empty((await team.UntilAsync(work.Id, GenerationState.Withdrawn)).Outputs);
    }

    [Fact]
    public async Task What_was_let_become_public_is_not_asked_about_twice_but_other_words_are()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox in the snow");
        await team.UntilAsync(work.Id, GenerationState.Completed);
        Assert.True(await WaitsAsync("A title [hate 0.8]"));
        Assert.True(await WaitsAsync("Another [hate 0.8]"));
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work.Id), CaseDecision.Allow);
        Assert.False(await WaitsAsync("Another [hate 0.8]"));
        Assert.True(await WaitsAsync("A third [hate 0.8]"));
        Assert.False(await WaitsAsync("Snow"));

        async Task<bool> WaitsAsync(string title)
        {
            using var answer = await team.Author.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title, altText = (string?)null, showsPrompt = false, showsName = false });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<Client.Publications.PublicationView>(JsonText.Options))!.Waits;
        }
    }

    [Fact]
    public async Task A_held_work_can_be_taken_back_and_its_case_is_over()
    {
        var team = await Team.OfAsync(app);
        var work = await team.AskAsync("a fox [hate 0.8]");
        using (var gone = await team.Author.DeleteAsync($"/api/generations/{work.Id}")) Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Empty((await team.First.GetFromJsonAsync<Page<CaseRow>>("/api/cases", JsonText.Options))!.Items);
    }

    [Fact]
    public async Task Without_a_classifier_a_person_looks()
    {
        var team = await Team.OfAsync(app);
        app.Classifier.IsBroken = true;
        var work = await team.AskAsync("a fox in the snow");
        app.Classifier.IsBroken = false;
        Assert.Equal(GenerationState.Held, work.State);
        Assert.Contains("could not be screened", work.Error);
    }

    private static async IAsyncEnumerable<Inference.Text.TextPiece> Pieces(params string[] texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            await Task.Yield();
            yield return new Inference.Text.TextPiece(texts[i], Inference.Text.TextSection.Body, i + 1, i == texts.Length - 1 ? Inference.Text.FinishReason.EndOfText : null);
        }
    }
}
