using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Uploads;

public sealed class UploadTestsOnSqlite(SqliteJobsApp app) : UploadTests(app), IClassFixture<SqliteJobsApp>;

public sealed class UploadTestsOnPostgres(PostgresJobsApp app) : UploadTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Pictures that people bring, to be described or painted over.</summary>
public abstract class UploadTests(JobsApp app)
{
    [Fact]
    public async Task A_picture_is_kept_byte_for_byte_as_a_work()
    {
        var file = TestPictures.Turned(200, 100, 6);
        var work = await BringAsync(file, "C:\\photos\\My holiday.jpg");
        Assert.Equal((Kinds.Upload, GenerationState.Completed, "My holiday"), (work.Kind, work.State, work.Prompt));
        var picture = Assert.Single(work.Outputs);
        Assert.Equal(("image/jpeg", 100, 200), (picture.MediaType, picture.Width, picture.Height));
        Assert.Equal(file, await app.Client.GetByteArrayAsync(picture.Url));

        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{picture.Id}/provenance", JsonText.Options))!;
        Assert.Null(record.Model);
        Assert.Equal(picture.Sha256, record.OutputSha256);
        var listed = (await app.Client.GetFromJsonAsync<Page<GenerationView>>("/api/generations?kind=upload", JsonText.Options))!;
        Assert.Contains(listed.Items, item => item.Id == work.Id);
        using var thumbnail = SKBitmap.Decode(await app.Client.GetByteArrayAsync($"/api/outputs/{picture.Id}/thumbnail?size=64"));
        Assert.Equal((32, 64), (thumbnail.Width, thumbnail.Height));
    }

    [Fact]
    public async Task A_caption_describes_the_picture_as_the_model_sees_it()
    {
        var picture = (await BringAsync(TestPictures.Png(100, 50))).Outputs[0];
        var done = await app.FinishedAsync((await app.MakeAsync(new { kind = "caption", sourceId = picture.Id })).Id);
        Assert.Equal((GenerationState.Completed, picture.Id), (done.State, done.SourceId));
        Assert.Equal("A picture of 512 x 512 whose corner is 255, 0, 0.", done.Outputs.Single().Text);
        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs[0].Id}/provenance", JsonText.Options))!;
        Assert.Equal(("scripted-picture", "describes", picture.Sha256), (record.Model!.Id, record.Parents.Single().Relation, record.Parents[0].Sha256));
    }

    [Fact]
    public async Task A_picture_starts_from_another()
    {
        var source = (await BringAsync(TestPictures.Png(100, 50))).Outputs[0];
        var done = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "a fox", sourceId = source.Id, settings = new { strength = 0.25 } })).Id);
        Assert.Equal((GenerationState.Completed, 0.25f), (done.State, done.Settings.Strength));
        Assert.Equal((64, 64, 0.25f), (app.Picture.Source.Picture!.Width, app.Picture.Source.Picture.Height, app.Picture.Source.Strength));
        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs[0].Id}/provenance", JsonText.Options))!;
        Assert.Equal(("derived-from", source.Id, 0.25f), (record.Parents.Single().Relation, record.Parents[0].OutputId, record.Settings.Strength));
    }

    [Fact]
    public async Task A_picture_is_painted_anew_where_its_mask_is_light()
    {
        Guid source = (await BringAsync(TestPictures.Png(100, 50))).Outputs[0].Id, mask = (await BringAsync(TestPictures.Png(90, 90))).Outputs[0].Id;
        var asked = new { kind = "picture", prompt = "a fox", sourceId = source, settings = new { maskId = mask, maskBlur = 4, variationSeed = 5 } };
        var done = await app.FinishedAsync((await app.MakeAsync(asked)).Id);
        Assert.Equal((GenerationState.Completed, 1f, mask, 4), (done.State, done.Settings.Strength, done.Settings.MaskId, done.Settings.MaskBlur));
        var request = app.Picture.Request!;
        Assert.Equal((64, 64, 64 * 64, 4, 5UL, 0.3f), (request.Mask!.Width, request.Mask.Height, request.Mask.Pixels.Length, request.MaskBlur, request.VariationSeed, request.VariationStrength));
        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs[0].Id}/provenance", JsonText.Options))!;
        Assert.Equal((mask, 5L), (record.Settings.MaskId, record.Settings.VariationSeed));
    }

    [Theory]
    [InlineData(false, "name that picture, too")]
    [InlineData(true, "The mask is not in this workspace")]
    public async Task A_mask_without_its_picture_or_of_somebody_else_is_refused(bool withSource, string sentence)
    {
        Guid? source = withSource ? (await BringAsync(TestPictures.Png(20, 20))).Outputs[0].Id : null;
        using var answer = await app.Client.PostAsJsonAsync("/api/generations", new { kind = "picture", prompt = "a fox", sourceId = source, settings = new { maskId = Guid.CreateVersion7() } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task When_the_picture_is_gone_the_job_says_so_and_its_work_stays()
    {
        var work = await BringAsync(TestPictures.Png(20, 20));
        var described = await app.FinishedAsync((await app.MakeAsync(new { kind = "caption", sourceId = work.Outputs[0].Id })).Id);
        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
        Assert.Null((await app.GetAsync(described.Id))!.SourceId);

        var again = await (await app.Client.PostAsync($"/api/generations/{described.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        var failed = await app.FinishedAsync(again.Id);
        Assert.Equal(GenerationState.Failed, failed.State);
        Assert.Contains("no longer there", failed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_is_not_painted_from_nothing_once_the_one_it_starts_from_is_gone(bool withMask)
    {
        var work = await BringAsync(TestPictures.Png(20, 20));
        Guid? mask = withMask ? (await BringAsync(TestPictures.Png(20, 20))).Outputs[0].Id : null;
        var painted = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "a fox", sourceId = work.Outputs[0].Id, settings = new { maskId = mask } })).Id);
        Assert.Equal(GenerationState.Completed, painted.State);
        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
        var failed = await app.FinishedAsync((await (await app.Client.PostAsync($"/api/generations/{painted.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted)).Id);
        Assert.Equal((GenerationState.Failed, 0), (failed.State, failed.Outputs.Count));
        Assert.Contains("no longer there", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_opened_is_refused_with_what_to_do()
    {
        Assert.Contains("PNG, JPEG or WebP", await (await app.Client.PostAsync("/api/uploads", TestPictures.Form("not a picture"u8.ToArray()))).RefusalAsync(HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Contains("PNG, JPEG or WebP", await (await app.Client.PostAsync("/api/uploads", TestPictures.Form([]))).RefusalAsync(HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Contains("20 MB", await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(new byte[20 * 1024 * 1024 + 1]))).RefusalAsync(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_refused()
    {
        var picture = (await BringAsync(TestPictures.Png(8, 8))).Outputs[0];
        foreach (var (request, field) in new (object, string)[]
        {
            (new { kind = "caption" }, "sourceId"),
            (new { kind = "story", prompt = "a fox", sourceId = picture.Id }, "sourceId"),
            (new { kind = "picture", prompt = "a fox", sourceId = picture.Id, settings = new { strength = 1.5 } }, "strength"),
            (new { kind = "picture", sourceId = picture.Id }, "prompt"),
            (new { kind = "upload", prompt = "a fox" }, "kind"),
        })
        {
            using var answer = await app.Client.PostAsJsonAsync("/api/generations", request);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("not in this workspace", await (await app.Client.PostAsJsonAsync("/api/generations", new { kind = "caption", sourceId = Guid.NewGuid() })).RefusalAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        var upload = await BringAsync(TestPictures.Png(8, 8));
        Assert.Contains("brought from outside", await (await app.Client.PostAsync($"/api/outputs/{upload.Outputs[0].Id}/reproduce", null)).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    private async Task<GenerationView> BringAsync(byte[] file, string name = "holiday.png") =>
        await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(file, name))).ReadAsync<GenerationView>(HttpStatusCode.Created);
}
