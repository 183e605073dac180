using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>With a picture model that can choose between beginnings, and usually does between four.</summary>
public sealed class ChoosingJobsApp : JobsApp
{
    public ChoosingJobsApp() : base("sqlite")
    {
        var plain = Picture.Manifest;
        var files = new Dictionary<string, string>(plain.Files) { ["critic/model.onnx"] = new('d', 64) };
        Picture = new ScriptedImageModel { Manifest = plain with { Files = files, Defaults = plain.Defaults with { Openings = 4 } } };
    }
}

public sealed class PictureOpeningTests(ChoosingJobsApp app) : IClassFixture<ChoosingJobsApp>
{
    [Theory]
    [InlineData("picture", null, 4)]
    [InlineData("picture", 1, 1)]
    [InlineData("story", null, 4)]
    [InlineData("story", 8, 8)]
    public async Task So_many_are_begun_and_the_record_of_the_picture_says_it(string kind, int? asked, int begun)
    {
        var job = await app.MakeAsync(new { kind, prompt = "winter", settings = new { pictureOpenings = asked, withPicture = kind == "story" } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(begun, app.Picture.Request!.Openings);
        Assert.Equal(begun, done.Settings.PictureOpenings);
        foreach (var output in done.Outputs)
        {
            var record = await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options);
            Assert.Equal(output.Kind == "picture" ? begun : null, record!.Settings.PictureOpenings);
        }
    }

    [Fact]
    public async Task From_a_picture_one_is_begun()
    {
        var first = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "winter" })).Id);
        var job = await app.MakeAsync(new { kind = "picture", prompt = "summer", sourceId = first.Outputs.Single().Id, settings = new { pictureOpenings = 4 } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.Null(done.Settings.PictureOpenings);
        Assert.Equal(1, app.Picture.Request!.Openings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task A_number_out_of_range_is_refused(int asked)
    {
        using var refused = await app.Client.PostAsJsonAsync("/api/generations", new { kind = "picture", prompt = "winter", settings = new { pictureOpenings = asked } });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("1 (no choice) to 8", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_models_says_how_many_are_usual()
    {
        var models = (await app.Client.GetFromJsonAsync<ModelsView>("/api/models", JsonText.Options))!.Models;
        Assert.Equal(4, models.Single(m => m.Id == app.Picture.Manifest.Id).Defaults.PictureOpenings);
        Assert.All(models.Where(m => m.Id != app.Picture.Manifest.Id), m => Assert.Null(m.Defaults.PictureOpenings));
    }
}

public sealed class PictureWithoutChoiceTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Fact]
    public async Task A_model_that_can_not_choose_begins_one()
    {
        var done = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "winter", settings = new { pictureOpenings = 4 } })).Id);
        Assert.Null(done.Settings.PictureOpenings);
        Assert.Equal(1, app.Picture.Request!.Openings);
    }
}
