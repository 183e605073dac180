using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Moderation;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Uploads;

public sealed class MaskTestsOnSqlite(SqliteJobsApp app) : MaskTests(app), IClassFixture<SqliteJobsApp>;

public sealed class MaskTestsOnPostgres(PostgresJobsApp app) : MaskTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Masks that people draw, and what is painted with them.</summary>
public abstract class MaskTests(JobsApp app)
{
    [Fact]
    public async Task A_mask_is_kept_in_greys_in_no_list_and_nothing_is_made_of_it()
    {
        var mask = await DrawAsync(TestPictures.Png(40, 30));
        Assert.Equal(("mask", 40, 30), (mask.Kind, mask.Width, mask.Height));
        using var kept = SKBitmap.Decode(await app.Client.GetByteArrayAsync($"/api/outputs/{mask.Id}/content"));
        Assert.Equal((new SKColor(85, 85, 85), new SKColor(85, 85, 85)), (kept.GetPixel(0, 0), kept.GetPixel(39, 29)));

        Assert.DoesNotContain((await ListAsync("take=100")).Items, work => work.Kind == Kinds.Mask);
        var work = (await ListAsync("kind=mask")).Items[0];
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsJsonAsync("/api/generations", new { kind = "picture", prompt = "a fox", sourceId = mask.Id })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync($"/api/generations/{work.Id}/retry", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.PostAsync($"/api/outputs/{mask.Id}/reproduce", null)).StatusCode);
    }

    [Fact]
    public async Task A_mask_opens_for_its_maker_and_for_reviewers_alone()
    {
        var team = await Team.OfAsync(app, second: Role.Editor);
        var mask = await (await team.Author.PostAsync("/api/masks", TestPictures.Form(TestPictures.Png(40, 30)))).ReadAsync<OutputView>(HttpStatusCode.Created);
        foreach (var (person, sees) in new[] { (team.Author, HttpStatusCode.OK), (team.First, HttpStatusCode.OK), (team.Second, HttpStatusCode.NotFound) })
            Assert.Equal(sees, (await person.GetAsync($"/api/outputs/{mask.Id}/content")).StatusCode);
    }

    [Fact]
    public async Task What_is_no_mask_is_refused_in_words()
    {
        Assert.Contains("That mask can't be opened", await (await app.Client.PostAsync("/api/masks", TestPictures.Form("not a picture"u8.ToArray()))).RefusalAsync(HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Contains("2048 x 2048", await (await app.Client.PostAsync("/api/masks", TestPictures.Form(TestPictures.Png(2049, 8)))).RefusalAsync(HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Contains("4 MB", await (await app.Client.PostAsync("/api/masks", TestPictures.Form(new byte[4 * 1024 * 1024 + 1]))).RefusalAsync(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_a_part_is_looked_at_the_picture_keeps_its_size_and_a_mask_goes_with_its_last_picture()
    {
        var (source, mask) = (await BringAsync(TestPictures.Png(100, 50)), await DrawAsync(TestPictures.Png(50, 25)));
        var done = await MakeAsync(new { kind = "picture", prompt = "a fox", sourceId = source.Outputs[0].Id, settings = new { maskId = mask.Id, onlyMasked = true } });
        Assert.Equal((100, 50, 100, 50, true), (app.Picture.Request!.Source!.Width, app.Picture.Request.Source.Height, app.Picture.Request.Mask!.Width, app.Picture.Request.Mask.Height, app.Picture.Request.OnlyMasked));
        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs[0].Id}/provenance", JsonText.Options))!;
        Assert.Equal((mask.Id, true), (record.Settings.MaskId, record.Settings.OnlyMasked));
        var again = await app.FinishedAsync((await (await app.Client.PostAsync($"/api/generations/{done.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted)).Id);

        // The picture's own children, and no other work.
        Assert.Equal(new[] { again.Id, done.Id }, (await ListAsync($"of={source.Id}")).Items.Select(work => work.Id));
        Assert.Equal(again.Id, Assert.Single((await ListAsync($"of={done.Id}")).Items).Id);

        foreach (var (work, remains) in new[] { (done, HttpStatusCode.OK), (again, HttpStatusCode.NotFound) })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
            Assert.Equal(remains, (await app.Client.GetAsync($"/api/outputs/{mask.Id}/content")).StatusCode);
        }
    }

    [Fact]
    public async Task A_mask_stays_for_what_is_painted_with_it_without_its_source_or_from_another_one()
    {
        var mask = await DrawAsync(TestPictures.Png(48, 24));
        var sources = new[] { await BringAsync(TestPictures.Png(102, 50)), await BringAsync(TestPictures.Png(104, 50)) };
        var works = new List<GenerationView>();
        foreach (var source in sources) works.Add(await MakeAsync(new { kind = "picture", prompt = "a fox", sourceId = source.Outputs[0].Id, settings = new { maskId = mask.Id } }));
        foreach (var (work, remains) in new[] { (sources[0], HttpStatusCode.OK), (works[0], HttpStatusCode.OK), (sources[1], HttpStatusCode.OK), (works[1], HttpStatusCode.NotFound) })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
            Assert.Equal(remains, (await app.Client.GetAsync($"/api/outputs/{mask.Id}/content")).StatusCode);
        }
    }

    [Fact]
    public async Task A_mask_that_nothing_is_painted_with_goes_after_a_day()
    {
        var source = await BringAsync(TestPictures.Png(106, 50));
        var (used, unused, fresh) = (await DrawAsync(TestPictures.Png(44, 22)), await DrawAsync(TestPictures.Png(46, 23)), await DrawAsync(TestPictures.Png(48, 25)));
        await MakeAsync(new { kind = "picture", prompt = "a fox", sourceId = source.Outputs[0].Id, settings = new { maskId = used.Id } });
        var drawn = (await ListAsync("kind=mask")).Items[0].Id;
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsJsonAsync("/api/generations", new { kind = "picture", prompt = "a fox", parentId = drawn })).StatusCode);
        var old = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25);
        await app.InDatabaseAsync(db => db.AllOutputs.Where(o => o.Id == used.Id || o.Id == unused.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.CreatedAt, old)));
        var blobs = app.Services.GetRequiredService<BlobStore>();
        foreach (var mask in new[] { used, unused }) blobs.Find(mask.Sha256)!.LastWriteTimeUtc = old;
        await app.Services.GetRequiredService<BlobSweep>().SweepAsync(default);
        // Nobody has the wrong database: it is erased and not put aside.
        Assert.Null(blobs.Find(unused.Sha256));
        Assert.DoesNotContain(blobs.Discarded(), file => file.Name == unused.Sha256);
        foreach (var (mask, remains) in new[] { (used, HttpStatusCode.OK), (unused, HttpStatusCode.NotFound), (fresh, HttpStatusCode.OK) })
            Assert.Equal(remains, (await app.Client.GetAsync($"/api/outputs/{mask.Id}/content")).StatusCode);
    }

    private async Task<OutputView> DrawAsync(byte[] file) => await (await app.Client.PostAsync("/api/masks", TestPictures.Form(file))).ReadAsync<OutputView>(HttpStatusCode.Created);

    private async Task<GenerationView> BringAsync(byte[] file) => await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(file))).ReadAsync<GenerationView>(HttpStatusCode.Created);

    private async Task<GenerationView> MakeAsync(object request) => await app.FinishedAsync((await app.MakeAsync(request)).Id);

    private async Task<Page<GenerationView>> ListAsync(string query) => (await app.Client.GetFromJsonAsync<Page<GenerationView>>($"/api/generations?{query}", JsonText.Options))!;
}
