using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Verify;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Provenance.Verify;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;
using MuseSpark.Web.Workspaces;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class VerifyTestsOnSqlite(SqliteJobsApp app) : VerifyTests(app), IClassFixture<SqliteJobsApp>;

public sealed class VerifyTestsOnPostgres(PostgresJobsApp app) : VerifyTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What everybody can find out about a file or a text, whatever became of it on the way.</summary>
public abstract class VerifyTests(JobsApp app)
{
    [Fact]
    public async Task A_picture_is_known_by_its_credentials_and_only_members_are_led_to_the_work()
    {
        var (work, file) = await PaintAsync(seed: 101);
        var answer = await LookAsync(app.Client, file);
        Assert.Equal((Verdicts.MadeHere, VerifyMethods.Credentials, "trusted"), (answer.Verdict, answer.Method, answer.Credentials!.State));
        Assert.Equal((work.Id, work.Outputs[0].Id), (answer.Record!.WorkId, answer.Record.OutputId));

        using var stranger = app.CreateClient();
        var shown = await LookAsync(stranger, file);
        Assert.Equal((Verdicts.MadeHere, "Scripted picture 1"), (shown.Verdict, shown.Record!.Model));
        Assert.Null(shown.Record.WorkId);
        Assert.Null(shown.Record.OutputId);
        Assert.DoesNotContain("hidden words", await (await stranger.PostAsync("/api/verify", TestPictures.Form(file))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, 80, 128)]
    [InlineData(SKEncodedImageFormat.Webp, 90, 192)]
    [InlineData(SKEncodedImageFormat.Png, 100, 100)]
    public async Task A_picture_without_its_metadata_is_found_by_its_mark(SKEncodedImageFormat format, int quality, int edge)
    {
        var (work, file) = await PaintAsync(seed: 202 + edge);
        using var bitmap = SKBitmap.Decode(file);
        using var scaled = bitmap.Resize(new SKImageInfo(edge, edge), new SKSamplingOptions(SKFilterMode.Linear));
        using var data = scaled.Encode(format, quality);
        var answer = await LookAsync(app.Client, data.ToArray());
        Assert.Equal((Verdicts.Recovered, VerifyMethods.Watermark, work.Id), (answer.Verdict, answer.Method, answer.Record!.WorkId!.Value));
        Assert.Null(answer.Credentials);
    }

    [Fact]
    public async Task A_changed_file_is_called_changed_and_still_found()
    {
        var (work, file) = await PaintAsync(seed: 303);
        var changed = file.ToArray();
        changed[^14] ^= 1;   // in the checksum of the last image data, which decoders let pass or not: the hash does not
        var answer = await LookAsync(app.Client, changed);
        Assert.Equal((Verdicts.Changed, "invalid"), (answer.Verdict, answer.Credentials!.State));
        Assert.Contains("assertion.dataHash.mismatch", answer.Credentials.Codes);
        Assert.Equal(work.Id, answer.Record!.WorkId);
    }

    [Fact]
    public async Task A_file_that_others_signed_is_theirs()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var signer = OwnAuthority.Create("Somebody Else", now.AddHours(-1)).IssueSigner("Somebody Else", "Camera 7", now.AddHours(-1), TimeSpan.FromDays(30));
        var file = CredentialSigner.Sign(TestPictures.Png(64, 64), new ManifestDefinition
        {
            Generator = new Software("Camera"),
            Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.DigitalCreation }],
        }, signer, now);
        var answer = await LookAsync(app.Client, file);
        Assert.Equal((Verdicts.Elsewhere, "valid"), (answer.Verdict, answer.Credentials!.State));
        Assert.Contains("Camera 7", answer.Credentials.Signer, StringComparison.Ordinal);
        Assert.Null(answer.Record);
    }

    [Fact]
    public async Task A_text_is_known_whole_in_part_and_by_its_copy_with_credentials()
    {
        var work = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "hidden words of a lamp in the snow that nobody else has seen before", settings = new { maxTokens = 200 } })).Id);
        var text = work.Outputs.Single().Text!;
        var whole = await LookAsync(app.Client, text.ToUpperInvariant().Replace(" ", "  ", StringComparison.Ordinal));
        Assert.Equal((Verdicts.MadeHere, VerifyMethods.Hash, work.Id), (whole.Verdict, whole.Method, whole.Record!.WorkId!.Value));

        var quoted = await LookAsync(app.Client, $"Somebody wrote to me, and I quote it here in full.\n\n{text}\n\nIs that not nice, and would you have thought so?");
        Assert.Equal((Verdicts.Recovered, VerifyMethods.Fingerprint, work.Id), (quoted.Verdict, quoted.Method, quoted.Record!.WorkId!.Value));

        var copy = await app.Client.GetStringAsync($"/api/outputs/{work.Outputs[0].Id}/export");
        var signed = await LookAsync(app.Client, copy);
        Assert.Equal((Verdicts.MadeHere, VerifyMethods.Credentials), (signed.Verdict, signed.Method));
    }

    [Fact]
    public async Task What_is_not_known_is_called_so_and_not_human()
    {
        foreach (var answer in new[] { await LookAsync(app.Client, TestPictures.Png(90, 70)), await LookAsync(app.Client, TestPictures.Png(90, 2)), await LookAsync(app.Client, "Ten words that no model of this server has ever written down before.") })
        {
            Assert.Equal((Verdicts.Nothing, VerifyMethods.None), (answer.Verdict, answer.Method));
            Assert.Contains("does not mean that a person made it", answer.Summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bad_files_get_a_verdict_too()
    {
        var (_, file) = await PaintAsync(seed: 404);
        byte[][] bad = [[], [0], file[..40], file[..(file.Length / 2)], [.. file, .. file], "PK\u0003\u0004"u8.ToArray(), "<svg onload='x'/>"u8.ToArray()];
        foreach (var bytes in bad)
        {
            var answer = await LookAsync(app.Client, bytes);
            Assert.True(answer.Verdict is Verdicts.Nothing or Verdicts.Changed or Verdicts.Recovered, $"{bytes.Length} bytes: {answer.Verdict}");
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsJsonAsync("/api/verify", new { text = " " })).StatusCode);
        foreach (var broken in (string[])["{", "[]", """{"text": 1}""", "{\"text\": \"a\\u0000b\"}"])
            Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync("/api/verify", Answers.Json(broken))).StatusCode);
        using var cut = new StringContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc");
        cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync("/api/verify", cut)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await app.Client.PostAsync("/api/verify", new StringContent("x", Encoding.UTF8, "text/plain"))).StatusCode);
    }

    [Fact]
    public async Task Too_large_a_file_is_called_so()
    {
        using var large = new HttpRequestMessage(HttpMethod.Post, "/api/verify") { Content = TestPictures.Form(new byte[26 * 1024 * 1024]) };
        using var patient = app.NewPatientClient();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await patient.SendAsync(large)).StatusCode);
    }

    [Fact]
    public async Task Marks_are_looked_for_where_marked_texts_were_written()
    {
        await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a lamp" })).Id);
        await app.InDatabaseAsync(async db =>
        {
            db.Workspaces.Add(new Workspace { Id = Guid.CreateVersion7(), Name = "Empty", CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync();
            Assert.Equal([app.WorkspaceId], await TextTraces.WithMarkedTexts(db).ToListAsync());
        });
    }

    private async Task<(GenerationView Work, byte[] File)> PaintAsync(long seed)
    {
        app.Picture.Shapes = true;
        var work = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "hidden words", seed })).Id);
        return (work, await app.Client.GetByteArrayAsync(work.Outputs.Single().Url));
    }

    private static async Task<VerifyView> LookAsync(HttpClient client, byte[] file) => await (await client.PostAsync("/api/verify", TestPictures.Form(file))).ReadAsync<VerifyView>();

    private static async Task<VerifyView> LookAsync(HttpClient client, string text) => await (await client.PostAsJsonAsync("/api/verify", new { text })).ReadAsync<VerifyView>();
}

/// <summary>On an app of its own, since it uses up what an address may ask.</summary>
public sealed class VerifyLimitTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Fact]
    public async Task Who_asks_too_often_is_told_to_wait()
    {
        using var stranger = app.CreateClient();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 31; i++) answers.Add((await stranger.PostAsJsonAsync("/api/verify", new { text = "a few words" })).StatusCode);
        Assert.Equal(30, answers.Count(status => status == HttpStatusCode.OK));
        Assert.Contains("then try again", await (await stranger.PostAsJsonAsync("/api/verify", new { text = "a few words" })).RefusalAsync(HttpStatusCode.TooManyRequests), StringComparison.Ordinal);
    }
}
