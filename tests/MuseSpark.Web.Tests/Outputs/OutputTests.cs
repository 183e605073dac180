using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Outputs;

public sealed class OutputTestsOnSqlite(SqliteJobsApp app) : OutputTests(app), IClassFixture<SqliteJobsApp>;

public sealed class OutputTestsOnPostgres(PostgresJobsApp app) : OutputTests(app), IClassFixture<PostgresJobsApp>;

public abstract class OutputTests(JobsApp app)
{
    [Fact]
    public async Task A_picture_is_served_by_its_hash_for_ever_in_parts_and_harmless()
    {
        var output = (await MadeAsync()).Outputs.Single(o => o.Kind == "picture");
        using var response = await app.Client.GetAsync(output.Url);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(output.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"\"{output.Sha256}\"", response.Headers.ETag?.Tag);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        using var unchanged = new HttpRequestMessage(HttpMethod.Get, output.Url) { Headers = { IfNoneMatch = { new EntityTagHeaderValue($"\"{output.Sha256}\"") } } };
        using var notModified = await app.Client.SendAsync(unchanged);
        Assert.Equal(HttpStatusCode.NotModified, notModified.StatusCode);

        using var part = new HttpRequestMessage(HttpMethod.Get, output.Url) { Headers = { Range = new RangeHeaderValue(1, 3) } };
        using var partial = await app.Client.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal("PNG"u8.ToArray(), await partial.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task That_a_file_is_missing_is_not_kept_so_a_backup_brings_it_back()
    {
        var blobs = app.Services.GetRequiredService<BlobStore>();
        var output = (await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(TestPictures.Png(210, 70)))).ReadAsync<GenerationView>(HttpStatusCode.Created)).Outputs.Single();
        var file = blobs.Find(output.Sha256)!;
        await File.WriteAllTextAsync(file.FullName, "no picture any more");
        await AssertNotKeptAsync("thumbnail?size=64");
        file.Delete();
        foreach (var address in new[] { "content", "thumbnail?size=64", "thumbnail?size=512" }) await AssertNotKeptAsync(address);

        async Task AssertNotKeptAsync(string address)
        {
            using var answer = await app.Client.GetAsync($"/api/outputs/{output.Id}/{address}");
            Assert.Contains("missing from the server's data folder", await answer.RefusalAsync(HttpStatusCode.NotFound), StringComparison.Ordinal);
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task Files_that_this_database_does_not_name_wait_in_the_trash_and_come_back()
    {
        var (sweep, blobs) = (app.Services.GetRequiredService<BlobSweep>(), app.Services.GetRequiredService<BlobStore>());
        var output = (await MadeAsync()).Outputs.Single(o => o.Kind == "picture");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        blobs.Find(output.Sha256)!.LastWriteTimeUtc = now.AddHours(-1);

        // As with another database on the same data folder.
        await NameAsync(new string('0', 64));
        await sweep.SweepAsync(default);
        Assert.Null(blobs.Find(output.Sha256));
        await NameAsync(output.Sha256);
        await sweep.SweepAsync(default);
        Assert.NotNull(blobs.Find(output.Sha256));

        var orphan = await blobs.PutAsync(Guid.NewGuid().ToByteArray(), default);
        blobs.Find(orphan)!.LastWriteTimeUtc = now.AddHours(-1);
        await sweep.SweepAsync(default);
        var discarded = Assert.Single(blobs.Discarded(), file => file.Name == orphan);
        discarded.LastWriteTimeUtc = now.AddDays(-31);
        await sweep.SweepAsync(default);
        Assert.DoesNotContain(blobs.Discarded(), file => file.Name == orphan);

        Task NameAsync(string sha256) => app.InDatabaseAsync(db => db.AllOutputs.Where(o => o.Id == output.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Sha256, sha256)));
    }

    [Fact]
    public async Task What_a_person_deletes_is_erased_and_not_put_aside()
    {
        var (sweep, blobs) = (app.Services.GetRequiredService<BlobSweep>(), app.Services.GetRequiredService<BlobStore>());
        var (old, young) = (await MadeAsync(), await MadeAsync());
        var (oldFile, youngFile) = (old.Outputs[1].Sha256, young.Outputs[1].Sha256);
        blobs.Find(oldFile)!.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1);
        foreach (var work in new[] { old, young }) Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
        Assert.Null(blobs.Find(oldFile));

        blobs.Find(youngFile)!.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1);
        await sweep.SweepAsync(default);
        Assert.Null(blobs.Find(youngFile));
        Assert.DoesNotContain(blobs.Discarded(), file => file.Name == oldFile || file.Name == youngFile);
    }

    [Fact]
    public async Task A_file_that_is_put_once_more_while_the_sweep_asks_who_names_it_stays()
    {
        var blobs = new BlobStore(new DataFolder(new ConfigurationBuilder().AddInMemoryCollection([new("MUSESPARK_DATA", Path.Combine(app.Folder, "sweep"))]).Build()), TimeProvider.System);
        var name = await blobs.PutAsync(new byte[] { 1, 2, 3 }, default);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        blobs.Find(name)!.LastWriteTimeUtc = now.AddHours(-1);
        // The first scope is for the masks, the next one for the files that were found.
        var scopes = new ScopesInTurn(app.Services.GetRequiredService<IServiceScopeFactory>(), number => blobs.Find(name)!.LastWriteTimeUtc = number == 2 ? now : now.AddHours(-1));
        using var sweep = new BlobSweep(blobs, scopes, TimeProvider.System, NullLogger<BlobSweep>.Instance);
        await sweep.SweepAsync(default);
        Assert.Equal(2, scopes.Count);
        Assert.NotNull(blobs.Find(name));
        Assert.Empty(blobs.Discarded());
    }

    [Fact]
    public async Task A_text_downloads_as_a_file_with_the_bytes_that_were_hashed()
    {
        var output = (await MadeAsync()).Outputs.Single(o => o.Kind == "text");
        using var response = await app.Client.GetAsync($"/api/outputs/{output.Id}/content?download=true");
        Assert.Equal("musespark-a-lamp-in-the-snow.txt", response.Content.Headers.ContentDisposition?.FileName);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(output.Text, Encoding.UTF8.GetString(bytes));
        Assert.Equal(output.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task The_record_holds_everything_that_making_it_again_needs()
    {
        var done = await MadeAsync();
        var text = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs[0].Id}/provenance", JsonText.Options))!;
        Assert.Equal((done.Outputs[0].Sha256, done.Seed, done.Prompt), (text.OutputSha256, text.Seed, text.Prompt));
        Assert.Equal("<|story|>a lamp in the snow<|text|>", text.ExpandedPrompt);
        Assert.Equal(("scripted-text", new string('a', 64)), (text.Model!.Id, text.Model.TokenizerSha256));
        Assert.Equal((50, 0.5f, null), (text.Settings.MaxTokens, text.Settings.Temperature, text.Settings.Width));
        Assert.NotEmpty(text.Runtime!.OnnxRuntime);
        Assert.True(text.RequestedAt <= text.StartedAt && text.StartedAt <= text.FinishedAt);
        Assert.Empty(text.Parents);

        var picture = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs[1].Id}/provenance", JsonText.Options))!;
        Assert.Equal("a fox in the snow", picture.ExpandedPrompt);
        Assert.Equal((64, 64, 4, "FlowMatchEuler"), (picture.Settings.Width, picture.Settings.Height, picture.Settings.Steps, picture.Settings.Scheduler));
        Assert.Equal(new ParentRecord("illustrates", done.Id, done.Outputs[0].Id, done.Outputs[0].Sha256), picture.Parents.Single());
    }

    [Fact]
    public async Task Works_are_listed_newest_first_page_by_page_and_found_by_their_words()
    {
        var word = $"w{Guid.NewGuid():N}"[..12];
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await app.MakeAsync(new { kind = i == 0 ? "poem" : "story", prompt = $"{word.ToUpperInvariant()} 100% {i}" })).Id);
            await Task.Delay(2);
        }

        foreach (var id in made) await app.FinishedAsync(id);
        var found = new List<Guid>();
        for (string? cursor = null; ;)
        {
            var page = (await app.Client.GetFromJsonAsync<Page<GenerationView>>($"/api/generations?search={word}%20100%25&take=2&cursor={cursor}", JsonText.Options))!;
            found.AddRange(page.Items.Select(g => g.Id));
            if ((cursor = page.Next) is null) break;
        }

        Assert.Equal(made.AsEnumerable().Reverse(), found);
        Assert.Equal(made[0], (await app.Client.GetFromJsonAsync<Page<GenerationView>>($"/api/generations?search={word}&kind=poem", JsonText.Options))!.Items.Single().Id);
        Assert.Empty((await app.Client.GetFromJsonAsync<Page<GenerationView>>($"/api/generations?search={word}_100", JsonText.Options))!.Items);
    }

    private async Task<GenerationView> MadeAsync()
    {
        var job = await app.MakeAsync(new { kind = "story", prompt = "a lamp in the snow", settings = new { withPicture = true } });
        return await app.FinishedAsync(job.Id);
    }

    private sealed class ScopesInTurn(IServiceScopeFactory inner, Action<int> opens) : IServiceScopeFactory
    {
        public int Count { get; private set; }

        public IServiceScope CreateScope()
        {
            opens(++Count);
            return inner.CreateScope();
        }
    }
}
