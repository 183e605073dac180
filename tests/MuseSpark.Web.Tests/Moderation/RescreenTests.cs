using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Moderation;

/// <summary>What waited because nothing could look is looked at once something can.</summary>
public sealed class RescreenTests : IClassFixture<ScreenedJobsApp>
{
    private readonly ScreenedJobsApp _app;
    private readonly ScriptedPictureClassifier _classifier;
    private readonly PictureRescreen _rescreen;

    public RescreenTests(ScreenedJobsApp app)
    {
        (_app, _classifier, _rescreen) = (app, app.Pictures!, app.Services.GetRequiredService<PictureRescreen>());
        (_classifier.Script, _classifier.IsBroken) = (_ => 0, false);
    }

    [Theory]
    [InlineData(0.1, GenerationState.Completed)]
    [InlineData(0.8, GenerationState.Held)]
    public async Task It_goes_on_by_itself_or_waits_with_what_was_found(double score, GenerationState state)
    {
        var team = await Team.OfAsync(_app);
        var work = await HeldAsync(team);
        _classifier.Script = _ => score;
        await _rescreen.LookAsync(default);
        var now = await team.UntilAsync(work, state);
        if (state == GenerationState.Completed)
        {
            Assert.Single(now.Outputs);
            Assert.Empty((await team.First.GetFromJsonAsync<Page<CaseRow>>("/api/cases", JsonText.Options))!.Items);
            await team.InDatabaseAsync(async db =>
            {
                Assert.Equal("Your work goes on", (await db.Notices.SingleAsync(n => n.UserId == team.AuthorId)).Title);
                Assert.Equal("screened-anew", (await db.LedgerEntries.SingleAsync(e => e.WorkspaceId == team.Workspace)).Kind);
            });
            return;
        }

        var view = await team.ClaimAsync(team.First, work);
        Assert.Equal((Categories.Sexual, 0.8), (view.Row.Category, view.Row.Confidence));
        Assert.Equal(new FoundArea(0.5, 0.5, 0.5, 0.5), Assert.Single(view.Findings).Area);
    }

    [Fact]
    public async Task What_a_person_is_looking_at_is_theirs_and_without_a_classifier_nothing_moves()
    {
        var team = await Team.OfAsync(_app);
        var work = await HeldAsync(team);
        _classifier.IsBroken = true;
        await _rescreen.LookAsync(default);
        await team.UntilAsync(work, GenerationState.Held);

        _classifier.IsBroken = false;
        var view = await team.ClaimAsync(team.First, work);
        await _rescreen.LookAsync(default);
        await team.UntilAsync(work, GenerationState.Held);
        using (await team.First.PostAsync($"/api/cases/{view.Row.Id}/release", null)) { }
        await _rescreen.LookAsync(default);
        await team.UntilAsync(work, GenerationState.Completed);
    }

    [Fact]
    public async Task What_was_said_of_it_before_is_still_said_when_it_goes_on()
    {
        var team = await Team.OfAsync(_app);
        var work = await HeldAsync(team);
        await team.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work).ExecuteUpdateAsync(set => set.SetProperty(g => g.Label, Categories.Violence)));
        await _rescreen.LookAsync(default);
        Assert.Equal(Categories.Violence, (await team.UntilAsync(work, GenerationState.Completed)).Label);
    }

    /// <summary>A picture that somebody brought before the classifier was there.</summary>
    private async Task<Guid> HeldAsync(Team team)
    {
        _classifier.IsBroken = true;
        var work = await UnscreenedPictureTests.BringAsync(team.Author, TestPictures.Png(40, 20));
        _classifier.IsBroken = false;
        Assert.Equal(GenerationState.Held, work.State);
        await team.InDatabaseAsync(async db =>
        {
            var entry = await db.Cases.SingleAsync(c => c.GenerationId == work.Id);
            entry.Findings = new FindingList([.. entry.Findings.Findings.Select(f => f with { Rule = PictureScreen.NoClassifier })]);
            await db.SaveChangesAsync();
        });
        return work.Id;
    }
}
