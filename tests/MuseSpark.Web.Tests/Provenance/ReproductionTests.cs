using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class ReproductionTestsOnSqlite(SqliteJobsApp app) : ReproductionTests(app), IClassFixture<SqliteJobsApp>;

public sealed class ReproductionTestsOnPostgres(PostgresJobsApp app) : ReproductionTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>"Make again" tells the same bits, the same look and another picture apart.</summary>
public abstract class ReproductionTests(JobsApp app)
{
    // A seed whose bytes are the grey 64, 64, 64 of the scripted picture.
    private const int Grey = 0x404040;

    [Theory]
    [InlineData(0, Sameness.Identical)]
    [InlineData(2, Sameness.Alike)]
    [InlineData(100, Sameness.Different)]
    public async Task A_picture_that_came_out_otherwise_is_judged_by_how_far_it_is_off(int drift, string verdict)
    {
        var (picture, again) = await AgainAsync(drift);
        Assert.Equal(verdict, again.Verdict);
        Assert.Equal(drift == 0, again.ExpectedSha256 == again.ActualSha256);
        Assert.NotEqual(picture.Id, again.OutputId);
        Assert.Equal(drift == 0 ? null : drift, again.Distance?.Mean);
        Assert.Equal(drift == 0 ? null : drift, again.Distance?.WorstTile);
        // 20 log10(255 / drift), since every level is off by as much.
        if (drift != 0) Assert.Equal(20 * Math.Log10(255.0 / drift), again.Distance!.Psnr!.Value, 2);
        if (drift != 0) Assert.Contains(again.Differences, sentence => sentence.StartsWith("What came of it differs, although", StringComparison.Ordinal));
        else Assert.Empty(again.Differences);
    }

    [Fact]
    public async Task The_difference_is_a_picture_of_its_own_ten_times_as_strong()
    {
        var (picture, again) = await AgainAsync(drift: 2);
        using var answer = await app.Client.GetAsync($"/api/outputs/{picture.Id}/reproduction/{again.GenerationId}/difference");
        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var shown = (await PictureFile.ReadAsync(await answer.Content.ReadAsByteArrayAsync(), 64, 64, default))!;
        Assert.All(shown.Pixels, level => Assert.Equal(20, level));

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync($"/api/outputs/{picture.Id}/reproduction/{Guid.NewGuid()}/difference")).StatusCode);
    }

    [Fact]
    public async Task Words_that_are_made_again_have_no_difference_to_look_at()
    {
        var text = (await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "winter" })).Id)).Outputs.Single();
        var again = await ReproduceAsync(text);
        Assert.Equal((Sameness.Identical, null), (again.Verdict, again.Distance));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync($"/api/outputs/{text.Id}/reproduction/{again.GenerationId}/difference")).StatusCode);
    }

    [Fact]
    public async Task Two_copies_of_one_painting_with_marks_of_their_own_are_within_the_limits()
    {
        app.Picture.Shapes = true;
        var picture = (await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "hills" })).Id)).Outputs.Single();
        var again = await ReproduceAsync(picture);
        app.Picture.Shapes = false;
        Assert.Equal(Sameness.Identical, again.Verdict);
        var distance = PictureComparison.Measure(await PixelsAsync(picture.Id), await PixelsAsync(again.OutputId!.Value))!;
        Assert.True(distance.Psnr is >= 39 and < 100 && distance.WorstTile <= 6, distance.ToString());
    }

    [Fact]
    public void A_small_thing_in_another_place_is_another_picture()
    {
        var empty = new RgbImage(256, 256, [.. Enumerable.Repeat((byte)128, 256 * 256 * 3)]);
        var pixels = empty.Pixels.ToArray();
        for (var y = 100; y < 108; y++) pixels.AsSpan((y * 256 + 100) * 3, 8 * 3).Fill(208);
        var distance = PictureComparison.Measure(empty, empty with { Pixels = pixels })!;
        Assert.True(distance.Psnr > 35, distance.ToString());
        Assert.False(PictureComparison.AreAlike(distance));
        Assert.Null(PictureComparison.Measure(empty, new RgbImage(1, 1, [0, 0, 0])));
    }

    private async Task<(OutputView Picture, ReproductionView Again)> AgainAsync(int drift)
    {
        var picture = (await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "fog", seed = Grey })).Id)).Outputs.Single();
        app.Picture.Drift = drift;
        var again = await ReproduceAsync(picture);
        app.Picture.Drift = 0;
        return (picture, again);
    }

    private async Task<ReproductionView> ReproduceAsync(OutputView output)
    {
        using var answer = await app.Client.PostAsync($"/api/outputs/{output.Id}/reproduce", null);
        var begun = (await answer.Content.ReadFromJsonAsync<ReproductionView>(JsonText.Options))!;
        await app.FinishedAsync(begun.GenerationId);
        return (await app.Client.GetFromJsonAsync<ReproductionView>(answer.Headers.Location, JsonText.Options))!;
    }

    private async Task<RgbImage> PixelsAsync(Guid output) => (await PictureFile.ReadAsync(await app.Client.GetByteArrayAsync($"/api/outputs/{output}/content"), 128, 128, default))!;
}
