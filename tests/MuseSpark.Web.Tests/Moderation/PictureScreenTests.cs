using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Uploads;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Moderation;

/// <summary>Where a picture classifier is installed. Policies are the usual ones: a team holds from 0.5 and stops from 0.95, a workspace of one holds from 0.7.</summary>
public sealed class PictureScreenTests : IClassFixture<ScreenedJobsApp>
{
    private readonly ScreenedJobsApp _app;
    private readonly ScriptedPictureClassifier _classifier;

    public PictureScreenTests(ScreenedJobsApp app)
    {
        (_app, _classifier) = (app, app.Pictures!);
        (_classifier.Script, _classifier.IsBroken) = (_ => 0, false);
        _classifier.Seen.Clear();
    }

    [Theory]
    [InlineData(0.49, GenerationState.Completed)]
    [InlineData(0.5, GenerationState.Held)]
    [InlineData(0.99, GenerationState.Held)]
    public async Task What_a_member_brings_is_judged_by_the_policy(double score, GenerationState state)
    {
        var team = await Team.OfAsync(_app);
        _classifier.Script = _ => score;
        var work = await UnscreenedPictureTests.BringAsync(team.Author, TestPictures.Png(900, 600));
        Assert.Equal(state, work.State);
        Assert.Equal([(448, 299)], _classifier.Seen);
        if (state != GenerationState.Held) return;

        Assert.Contains("sexual content", work.Error);
        var view = await team.ClaimAsync(team.First, work.Id);
        var finding = Assert.Single(view.Findings);
        Assert.Equal(("sexual", score, "scripted-picture-classifier 1"), (finding.Category, finding.Score, finding.Model));
        Assert.Equal(new FoundArea(0.5, 0.5, 0.5, 0.5), finding.Area);
    }

    [Fact]
    public async Task An_owner_is_judged_like_anybody()
    {
        _classifier.Script = _ => 0.6;
        var labelled = await UnscreenedPictureTests.BringAsync(_app.Client, TestPictures.Png(40, 20));
        Assert.Equal(GenerationState.Completed, labelled.State);
        _classifier.Script = _ => 0.8;
        Assert.Equal(GenerationState.Held, (await UnscreenedPictureTests.BringAsync(_app.Client, TestPictures.Png(40, 20))).State);
    }

    [Fact]
    public async Task What_is_enlarged_is_judged_too()
    {
        var source = await UnscreenedPictureTests.BringAsync(_app.Client, TestPictures.Png(40, 20));
        _classifier.Script = _ => 0.8;
        var held = await _app.UntilAsync((await _app.MakeAsync(new { kind = "enlarge", sourceId = source.Outputs[0].Id, settings = new { enlarge = 2 } })).Id, work => work.State != GenerationState.Queued && work.State != GenerationState.Running);
        Assert.Equal(GenerationState.Held, held.State);
        Assert.Equal((80, 40), _classifier.Seen[^1]);
    }

    [Theory]
    [InlineData(0.1, GenerationState.Completed, true)]
    [InlineData(0.7, GenerationState.Held, false)]
    [InlineData(0.96, GenerationState.Withdrawn, false)]
    public async Task What_a_model_from_elsewhere_paints_is_judged_and_so_are_its_previews(double score, GenerationState state, bool isSeen)
    {
        var team = await Team.OfAsync(_app);
        _classifier.Script = _ => score;
        var (work, told) = await UnscreenedPictureTests.PaintWatchedAsync(_app, team);
        Assert.Equal(isSeen, told.Contains("data:image", StringComparison.Ordinal));
        var done = await team.UntilAsync(work, state);
        Assert.Equal(isSeen ? 1 : 0, done.Outputs.Count);
        if (state != GenerationState.Held) return;

        // A reviewer who lets it pass lets it be seen.
        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Allow);
        Assert.Single((await team.UntilAsync(work, GenerationState.Completed)).Outputs);
    }

    [Fact]
    public async Task Where_the_classifier_fails_it_is_as_if_there_were_none()
    {
        var team = await Team.OfAsync(_app);
        _classifier.IsBroken = true;
        Assert.Equal(GenerationState.Held, (await UnscreenedPictureTests.BringAsync(team.Author, TestPictures.Png(40, 20))).State);
        Assert.Equal(GenerationState.Completed, (await UnscreenedPictureTests.BringAsync(_app.Client, TestPictures.Png(40, 20))).State);
    }

    [Fact]
    public async Task A_long_strip_is_looked_at_part_by_part()
    {
        var team = await Team.OfAsync(_app);
        // Blue is the right half of the picture; in the whole it is half.
        _classifier.Script = picture => picture.Pixels[2] > 200 ? 0.8 : 0.1;
        var work = await UnscreenedPictureTests.BringAsync(team.Author, TestPictures.Png(2_000, 400));
        Assert.Equal(GenerationState.Held, work.State);
        // The whole, and squares of 400 at every 200.
        Assert.Equal(1 + 9, _classifier.Seen.Count);
        var area = (await team.ClaimAsync(team.First, work.Id)).Findings.Single().Area!;
        Assert.Equal((0.6, 0.5, 0.1, 0.5), (Math.Round(area.Left, 3), area.Top, Math.Round(area.Width, 3), area.Height));
    }

    [Fact]
    public async Task What_moves_is_not_looked_at_whole_so_it_waits()
    {
        var team = await Team.OfAsync(_app);
        // An animation control chunk (PNG 3, 11.3.6) between header and picture; its checksum is not looked at.
        var png = TestPictures.Png(40, 20);
        byte[] moving = [.. png[..33], 0, 0, 0, 8, .. "acTL"u8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, .. png[33..]];
        Assert.False(Web.Outputs.PictureFile.Inspect(png)!.Moves);
        Assert.True(Web.Outputs.PictureFile.Inspect(moving)!.Moves);
        Assert.Equal(GenerationState.Held, (await UnscreenedPictureTests.BringAsync(team.Author, moving)).State);
        Assert.Empty(_classifier.Seen);
    }

    [Fact]
    public async Task Every_file_that_is_opened_is_looked_at_turned_as_it_is_shown()
    {
        var team = await Team.OfAsync(_app);
        await UnscreenedPictureTests.BringAsync(team.Author, TestPictures.Turned(64, 40, 6));
        await UnscreenedPictureTests.BringAsync(team.Author, TestPictures.Encode(64, 40, SKEncodedImageFormat.Webp));
        Assert.Equal([(40, 64), (64, 40)], _classifier.Seen);
    }
}
