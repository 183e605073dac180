using System.Net;
using System.Net.Http.Json;
using System.Text;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Generations;
using Microsoft.Extensions.DependencyInjection;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class CredentialTestsOnSqlite(SqliteJobsApp app) : CredentialTests(app), IClassFixture<SqliteJobsApp>;

public sealed class CredentialTestsOnPostgres(PostgresJobsApp app) : CredentialTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Everything that is made here is signed, and says no more of its maker than was asked for.</summary>
public abstract class CredentialTests(JobsApp app)
{
    private const string Prompt = "a secret lamp in the snow";

    [Fact]
    public async Task A_picture_is_kept_signed_and_says_what_made_it_but_not_with_which_words()
    {
        var picture = (await MadeAsync("picture")).Outputs.Single();
        var file = await app.Client.GetByteArrayAsync(picture.Url);
        var report = CredentialReader.Read(file, await TrustAsync(), Now);
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal(DigitalSourceTypes.TrainedAlgorithmicMedia, report.Active!.Actions[0].DigitalSourceType);
        Assert.Equal(("c2pa.created", "Scripted picture"), (report.Active.Actions[0].Name, report.Active.Actions[0].SoftwareAgent));
        Assert.Equal(DigitalSourceTypes.TrainedAlgorithmicMedia, XmpSourceType.Read(file));
        Assert.Equal(report.Active.Label, (await RecordAsync(picture)).Manifest);
        AssertTellsNothing(file);
    }

    [Fact]
    public async Task A_text_has_its_credentials_beside_it_and_in_the_copy_that_leaves()
    {
        var text = (await MadeAsync("story")).Outputs.Single();
        var store = await app.Client.GetByteArrayAsync($"/api/outputs/{text.Id}/credentials");
        Assert.Equal(CredentialState.Trusted, CredentialReader.ReadSidecar(store, Encoding.UTF8.GetBytes(text.Text!), await TrustAsync(), Now).State);
        Assert.Equal(CredentialState.Invalid, CredentialReader.ReadSidecar(store, Encoding.UTF8.GetBytes(text.Text + "!"), await TrustAsync(), Now).State);

        var copy = await app.Client.GetByteArrayAsync($"/api/outputs/{text.Id}/export");
        Assert.StartsWith(text.Text!, Encoding.UTF8.GetString(copy), StringComparison.Ordinal);
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(copy, await TrustAsync(), Now).State);
        AssertTellsNothing(store);
        Assert.Equal("musespark.tournament.1", (await RecordAsync(text)).TextMark);
    }

    [Fact]
    public async Task The_recipe_goes_out_only_when_it_is_asked_for()
    {
        var picture = (await MadeAsync("picture")).Outputs.Single();
        var recipe = await app.Client.GetByteArrayAsync($"/api/outputs/{picture.Id}/export?level=recipe");
        Assert.StartsWith($"{Prompt}\nSteps: 4, Sampler: FlowMatchEuler", GenerationParameters.Read(recipe), StringComparison.Ordinal);
        var report = CredentialReader.Read(recipe, await TrustAsync(), Now);
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal(2, report.Manifests.Count);
        Assert.Contains(report.Active!.Assertions, assertion => assertion.Label == "org.musespark.recipe" && !assertion.Created && assertion.Cbor!.Text("prompt") == Prompt);

        var anonymous = await app.Client.GetByteArrayAsync($"/api/outputs/{picture.Id}/export?level=anonymous");
        Assert.Equal(CredentialState.None, CredentialReader.Read(anonymous, await TrustAsync(), Now).State);
        Assert.Null(XmpSourceType.Read(anonymous));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync($"/api/outputs/{picture.Id}/export?level=all")).StatusCode);
    }

    [Fact]
    public async Task A_picture_painted_from_another_carries_the_credentials_of_both()
    {
        var source = (await MadeAsync("picture")).Outputs.Single();
        var job = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = Prompt, sourceId = source.Id })).Id);
        var report = CredentialReader.Read(await app.Client.GetByteArrayAsync(job.Outputs.Single().Url), await TrustAsync(), Now);
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal(["c2pa.opened", "c2pa.edited"], report.Active!.Actions.Take(2).Select(action => action.Name));
        Assert.Equal((await RecordAsync(source)).Manifest, report.Active.Ingredients.Single().Manifest);
    }

    [Fact]
    public async Task After_a_rotation_old_signatures_hold_and_new_ones_are_by_another_certificate()
    {
        var before = await app.Client.GetByteArrayAsync((await MadeAsync("picture")).Outputs.Single().Url);
        app.Services.GetRequiredService<SigningIdentities>().Rotate(app.WorkspaceId);
        var after = await app.Client.GetByteArrayAsync((await MadeAsync("picture")).Outputs.Single().Url);
        var reports = new[] { before, after }.Select(file => CredentialReader.Read(file, TrustAsync().GetAwaiter().GetResult(), Now)).ToList();
        Assert.All(reports, report => Assert.Equal(CredentialState.Trusted, report.State));
        Assert.NotEqual(reports[0].Active!.Signer!.Serial, reports[1].Active!.Signer!.Serial);
    }

    [Fact]
    public void Keys_are_for_the_server_alone()
    {
        _ = app.Services.GetRequiredService<SigningIdentities>().Of(app.WorkspaceId);
        var files = Directory.GetFiles(Path.Combine(app.Folder, "keys", "signing", app.WorkspaceId.ToString("N")));
        Assert.Contains(files, file => file.EndsWith("signer.key", StringComparison.Ordinal));
        foreach (var file in files.Append(Path.Combine(app.Folder, "keys", "secret")))
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            if (file.EndsWith(".key", StringComparison.Ordinal)) Assert.Contains("ENCRYPTED PRIVATE KEY", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static void AssertTellsNothing(byte[] file)
    {
        var content = Encoding.Latin1.GetString(file);
        Assert.DoesNotContain("secret", content, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("owner@example.org", content, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/tmp/", content, StringComparison.Ordinal);
    }

    private async Task<GenerationView> MadeAsync(string kind) => await app.FinishedAsync((await app.MakeAsync(new { kind, prompt = Prompt })).Id);

    private async Task<TrustList> TrustAsync() => TrustList.FromPem(await app.Client.GetStringAsync($"/credentials/{app.WorkspaceId}/root.pem"));

    private async Task<ProvenanceView> RecordAsync(OutputView output) =>
        (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options))!;
}
