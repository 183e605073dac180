using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Provenance.SoftBindings;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class SoftBindingTestsOnSqlite(SqliteJobsApp app) : SoftBindingTests(app), IClassFixture<SqliteJobsApp>;

public sealed class SoftBindingTestsOnPostgres(PostgresJobsApp app) : SoftBindingTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What other programs find out without an account: from a mark or a fingerprint to the manifest.</summary>
public abstract class SoftBindingTests(JobsApp app)
{
    private const string Mark = "musespark.sigma.1", Hash = "musespark.phash.1";

    [Fact]
    public async Task A_mark_leads_to_the_manifest_of_the_picture_that_lost_it()
    {
        using var stranger = app.CreateClient();
        var file = await PaintAsync(new { kind = "picture", prompt = "hidden words", seed = 11 });
        var report = CredentialReader.Read(file, TrustList.Nobody, Now);
        var value = Convert.ToBase64String(((CborMap)report.Active!.Assertions.Single(a => a.Label == "c2pa.soft-binding").Cbor!.List("blocks")![0]!).Bytes("value")!.Value.Span);

        var asked = await MatchesAsync(await stranger.GetAsync($"/softbinding/matches/byBinding?alg={Mark}&value={Uri.EscapeDataString(value)}"));
        Assert.Equal([new SoftBindingMatch(report.Active.Label, 100)], asked.Matches);
        Assert.Equal(asked.Matches, (await MatchesAsync(await stranger.PostAsJsonAsync("/softbinding/matches/byBinding?maxResults=1", new { alg = Mark, value, more = "of later versions" }))).Matches);

        using var bitmap = SKBitmap.Decode(file);
        using var bare = bitmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        var seen = await MatchesAsync(await stranger.PostAsync("/softbinding/matches/byContent?maxResults=3", new ByteArrayContent(bare.ToArray())));
        Assert.Equal(new SoftBindingMatch(report.Active.Label, 100), seen.Matches[0]);

        using var answer = await stranger.GetAsync($"/softbinding/manifests/{Uri.EscapeDataString(report.Active.Label)}");
        Assert.Equal("application/c2pa", answer.Content.Headers.ContentType!.MediaType);
        var store = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(report.Store.ToArray(), store);
        Assert.DoesNotContain("hidden words", Encoding.Latin1.GetString(store), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fingerprint_within_seven_bits_leads_there_too_and_tells_how_like_it_is()
    {
        using var stranger = app.CreateClient();
        var file = await PaintAsync(new { kind = "picture", prompt = "hidden words", seed = 12 });
        var label = CredentialReader.Read(file, TrustList.Nobody, Now).Active!.Label;
        ulong hash = 0;
        await app.InDatabaseAsync(async db =>
        {
            var output = await db.ProvenanceRecords.Where(r => r.Manifest == label).Select(r => r.OutputId).SingleAsync();
            hash = (ulong)(await db.Fingerprints.SingleAsync(f => f.OutputId == output)).Similar;
        });
        foreach (var (flipped, score) in new[] { (0UL, 100), (0b111UL << 20, 91), (0x0101_0101_0101_0100UL, 79) })
        {
            var matches = (await MatchesAsync(await stranger.GetAsync($"/softbinding/matches/byBinding?alg={Hash}&maxResults=100&value={Uri.EscapeDataString(Base64(hash ^ flipped))}"))).Matches;
            Assert.Equal(score, matches.Single(match => match.ManifestId == label).SimilarityScore);
            Assert.Equal(matches.OrderByDescending(match => match.SimilarityScore), matches);
        }
        var far = (await MatchesAsync(await stranger.GetAsync($"/softbinding/matches/byBinding?alg={Hash}&value={Uri.EscapeDataString(Base64(~hash))}"))).Matches;
        Assert.DoesNotContain(far, match => match.ManifestId == label);

        // The hint alone finds it: what is sent is no picture.
        var hinted = await MatchesAsync(await stranger.PostAsync($"/softbinding/matches/byContent?hintAlg={Hash}&hintValue={Uri.EscapeDataString(Base64(hash))}", new ByteArrayContent([1, 2, 3])));
        Assert.Contains(hinted.Matches, match => match.ManifestId == label && match.SimilarityScore == 100);
        Assert.Empty((await MatchesAsync(await stranger.PostAsync("/softbinding/matches/byContent?hintAlg=x&hintValue=x", new ByteArrayContent([1, 2, 3])))).Matches);
    }

    [Fact]
    public async Task The_active_manifest_alone_is_given_when_asked_for_and_none_that_shows_a_picture()
    {
        var source = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "hidden words", seed = 13 })).Id);
        var whole = CredentialReader.Read(await PaintAsync(new { kind = "picture", prompt = "again", sourceId = source.Outputs[0].Id }), TrustList.Nobody, Now);
        Assert.Equal(2, whole.Manifests.Count);
        var active = await app.Client.GetByteArrayAsync($"/softbinding/manifests/{whole.Active!.Label}?returnActiveManifest=true");
        Assert.Equal([whole.Active.Label], CredentialReader.ReadSidecar(active, null, TrustList.Nobody, Now).Manifests.Select(manifest => manifest.Label));
        Assert.Equal(whole.Store.ToArray(), await app.Client.GetByteArrayAsync($"/softbinding/manifests/{whole.Active.Label}"));

        using var signer = OwnAuthority.Create("Somebody Else", Now.AddHours(-1)).IssueSigner("Somebody Else", "Camera 7", Now.AddHours(-1), TimeSpan.FromDays(30));
        var photo = CredentialSigner.Sign(TestPictures.Png(64, 64), new ManifestDefinition
        {
            Generator = new Software("Camera"),
            Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.DigitalCreation }],
            Created = [Assertion.Thumbnail("image/png", TestPictures.Png(16, 16))],
        }, signer, Now);
        var brought = await (await app.Client.PostAsync($"/api/uploads?workspaceId={app.WorkspaceId}", TestPictures.Form(photo))).ReadAsync<GenerationView>(HttpStatusCode.Created);
        var painted = CredentialReader.Read(await PaintAsync(new { kind = "picture", prompt = "over it", sourceId = brought.Outputs[0].Id }), TrustList.Nobody, Now);
        Assert.Equal(2, painted.Manifests.Count);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync($"/softbinding/manifests/{painted.Active!.Label}")).StatusCode);
    }

    [Fact]
    public async Task A_recipe_that_left_and_came_back_is_told_to_nobody()
    {
        app.Picture.Shapes = true;
        var work = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "hidden words", seed = 14 })).Id);
        var recipe = await app.Client.GetByteArrayAsync($"/api/outputs/{work.Outputs[0].Id}/export?level=recipe");
        Assert.True(Tells(CredentialReader.Read(recipe, TrustList.Nobody, Now).Store.Span));
        var brought = await (await app.Client.PostAsync($"/api/uploads?workspaceId={app.WorkspaceId}", TestPictures.Form(recipe))).ReadAsync<GenerationView>(HttpStatusCode.Created);

        var painted = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "over it", sourceId = brought.Outputs[0].Id })).Id);
        var file = await app.Client.GetByteArrayAsync($"/api/outputs/{painted.Outputs[0].Id}/export");
        var report = CredentialReader.Read(file, TrustList.Nobody, Now);
        Assert.Single(report.Manifests);
        Assert.False(Tells(file));
        Assert.False(Tells(await app.Client.GetByteArrayAsync($"/softbinding/manifests/{report.Active!.Label}")));

        static bool Tells(ReadOnlySpan<byte> bytes) => bytes.IndexOf("hidden words"u8) >= 0;
    }

    [Fact]
    public async Task Credentials_of_others_are_not_passed_on_to_strangers()
    {
        using var signer = OwnAuthority.Create("Somebody Else", Now.AddHours(-1)).IssueSigner("Somebody Else", "Camera 7", Now.AddHours(-1), TimeSpan.FromDays(30));
        var photo = CredentialSigner.Sign(TestPictures.Png(64, 64), new ManifestDefinition
        {
            Generator = new Software("Camera"),
            Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.DigitalCreation }],
        }, signer, Now);
        var brought = await (await app.Client.PostAsync($"/api/uploads?workspaceId={app.WorkspaceId}", TestPictures.Form(photo))).ReadAsync<GenerationView>(HttpStatusCode.Created);
        var painted = CredentialReader.Read(await PaintAsync(new { kind = "picture", prompt = "over it", sourceId = brought.Outputs[0].Id }), TrustList.Nobody, Now);
        Assert.Equal(2, painted.Manifests.Count);
        var given = await app.Client.GetByteArrayAsync($"/softbinding/manifests/{painted.Active!.Label}");
        Assert.Equal([painted.Active.Label], CredentialReader.ReadSidecar(given, null, TrustList.Nobody, Now).Manifests.Select(manifest => manifest.Label));
    }

    [Fact]
    public async Task Senseless_questions_are_answered_with_what_is_wrong()
    {
        using var person = app.NewClient();
        var value = Convert.ToBase64String("00000000ff"u8);
        (string Address, HttpStatusCode Status)[] cases =
        [
            ($"matches/byBinding?alg=com.example.other&value={value}", HttpStatusCode.BadRequest),
            ($"matches/byBinding?value={value}", HttpStatusCode.BadRequest),
            ($"matches/byBinding?alg={Mark}", HttpStatusCode.BadRequest),
            ($"matches/byBinding?alg={Mark}&value=%25", HttpStatusCode.BadRequest),
            ($"matches/byBinding?alg={Hash}&value={value}", HttpStatusCode.BadRequest),
            ($"matches/byBinding?alg={Mark}&value={value}&maxResults=0", HttpStatusCode.BadRequest),
            ($"matches/byBinding?alg={Mark}&value={new string('A', 1_001)}", HttpStatusCode.RequestUriTooLong),
            ("manifests/urn:c2pa:00000000-0000-0000-0000-000000000000", HttpStatusCode.NotFound),
        ];
        foreach (var (address, status) in cases) Assert.True((await person.GetAsync("/softbinding/" + address)).StatusCode == status, address);
        using var large = new HttpRequestMessage(HttpMethod.Post, "/softbinding/matches/byContent") { Content = new ByteArrayContent(new byte[25 * 1024 * 1024 + 1]) };
        using var patient = app.NewPatientClient();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await patient.SendAsync(large)).StatusCode);
        Assert.Empty((await MatchesAsync(await person.GetAsync($"/softbinding/matches/byBinding?alg={Mark}&value={value}"))).Matches);

        var known = await (await person.GetAsync("/softbinding/services/supportedAlgorithms")).ReadAsync<SoftBindingAlgorithmList>();
        Assert.Equal((Mark, Hash), (known.Watermarks.Single().Alg, known.Fingerprints.Single().Alg));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static string Base64(ulong hash)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, hash);
        return Convert.ToBase64String(bytes);
    }

    private static Task<SoftBindingMatches> MatchesAsync(HttpResponseMessage answer) => answer.ReadAsync<SoftBindingMatches>();

    private async Task<byte[]> PaintAsync(object order)
    {
        app.Picture.Shapes = true;
        var work = await app.FinishedAsync((await app.MakeAsync(order)).Id);
        return await app.Client.GetByteArrayAsync(work.Outputs.Single().Url);
    }
}
