using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Workspaces;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Provenance;

/// <summary>Members see which certificate signs; owners make a new key or bring a certificate.</summary>
[Collection(SharedApps.Name)]
public sealed class SigningTests(Apps apps)
{
    private const string Password = "open sesame";

    [Theory, OnBothDatabases]
    public async Task A_new_key_signs_under_the_same_root(Database database)
    {
        var (app, owner, workspace) = await SceneAsync(database);
        Assert.Equal(new SigningView(null, null), await GetAsync(owner, workspace));

        var first = app.Services.GetRequiredService<SigningIdentities>().Of(workspace).Certificate;
        var before = await GetAsync(owner, workspace);
        Assert.Equal((first.SerialNumber, true), (before.Certificate!.Serial, before.Certificate.IsOwn));
        Assert.Equal(first.NotAfter.ToUniversalTime(), before.Certificate.ValidUntil);
        var root = await app.NewBrowser().Http.GetStringAsync(before.RootUrl);
        Assert.Contains("BEGIN CERTIFICATE", root, StringComparison.Ordinal);

        var after = await (await owner.Http.PostAsync($"/api/workspaces/{workspace}/signing/rotate", null)).ReadAsync<SigningView>();
        Assert.NotEqual(before.Certificate.Serial, after.Certificate!.Serial);
        Assert.Equal(after, await GetAsync(owner, workspace));
        Assert.Equal(after.Certificate.Serial, app.Services.GetRequiredService<SigningIdentities>().Of(workspace).Certificate.SerialNumber);
        Assert.Equal(root, await app.NewBrowser().Http.GetStringAsync(after.RootUrl));
    }

    [Theory, OnBothDatabases]
    public async Task Roots_are_read_once_and_a_new_one_is_trusted_at_once(Database database)
    {
        var (app, _, workspace) = await SceneAsync(database);
        var identities = app.Services.GetRequiredService<SigningIdentities>();
        var before = identities.Trust();
        Assert.Same(before, identities.Trust());

        var now = TimeProvider.System.GetUtcNow();
        var file = CredentialSigner.Sign(TestPictures.Png(64, 64), new ManifestDefinition
        {
            Generator = new Software("MuseSpark"),
            Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.TrainedAlgorithmicMedia }],
        }, identities.Of(workspace), now);
        Assert.Equal(CredentialState.Valid, CredentialReader.Read(file, before, now).State);
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(file, identities.Trust(), now).State);
    }

    [Theory, OnBothDatabases]
    public async Task A_certificate_that_an_owner_brings_signs_until_there_is_a_new_key(Database database)
    {
        var (app, owner, workspace) = await SceneAsync(database);
        var (pfx, serial) = Pfx(app, TimeSpan.FromDays(400));
        var brought = await (await BringAsync(owner, workspace, pfx, Password)).ReadAsync<SigningView>();
        Assert.Equal((serial, false, "Ada"), (brought.Certificate!.Serial, brought.Certificate.IsOwn, brought.Certificate.Name));
        Assert.Null(brought.RootUrl);
        Assert.Equal(serial, app.Services.GetRequiredService<SigningIdentities>().Of(workspace).Certificate.SerialNumber);
        await using var later = app.Again();
        Assert.Equal(serial, later.Services.GetRequiredService<SigningIdentities>().Of(workspace).Certificate.SerialNumber);

        var own = await (await owner.Http.PostAsync($"/api/workspaces/{workspace}/signing/rotate", null)).ReadAsync<SigningView>();
        Assert.True(own.Certificate!.IsOwn);
    }

    [Theory, OnBothDatabases]
    public async Task A_file_that_can_not_sign_is_refused_with_its_reason_and_nothing_changes(Database database)
    {
        var (app, owner, workspace) = await SceneAsync(database);
        var before = app.Services.GetRequiredService<SigningIdentities>().Of(workspace).Certificate.SerialNumber;
        var good = Pfx(app, TimeSpan.FromDays(400)).File;

        Assert.StartsWith("The file can't be read", await RefusalAsync(good, "another"), StringComparison.Ordinal);
        Assert.StartsWith("The file can't be read", await RefusalAsync([], Password), StringComparison.Ordinal);
        Assert.StartsWith("The file can't be read", await RefusalAsync([1, 2, 3], null), StringComparison.Ordinal);
        Assert.Contains("lasts longer than 30 days", await RefusalAsync(Pfx(app, TimeSpan.FromDays(20)).File, Password), StringComparison.Ordinal);
        Assert.Contains("sign themselves can't sign", await RefusalAsync(SelfSigned(app), Password), StringComparison.Ordinal);
        await (await BringAsync(owner, workspace, new byte[SigningApi.LargestFile + 1], Password)).RefusalAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(before, (await GetAsync(owner, workspace)).Certificate!.Serial);

        async Task<string> RefusalAsync(byte[] file, string? password) => await (await BringAsync(owner, workspace, file, password)).RefusalAsync(HttpStatusCode.BadRequest);
    }

    private async Task<(MuseSparkApp App, Person Owner, Guid Workspace)> SceneAsync(Database database)
    {
        var owner = await apps[database].NewPersonAsync();
        return (apps[database], owner, await apps[database].NewWorkspaceAsync((owner, Role.Owner)));
    }

    private static async Task<SigningView> GetAsync(Person person, Guid workspace) =>
        (await person.Http.GetFromJsonAsync<SigningView>($"/api/workspaces/{workspace}/signing", JsonText.Options))!;

    private static Task<HttpResponseMessage> BringAsync(Person person, Guid workspace, byte[] file, string? password)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "own.pfx" } };
        if (password is not null) form.Add(new StringContent(password), "password");
        return person.Http.PutAsync($"/api/workspaces/{workspace}/signing/certificate", form);
    }

    private static (byte[] File, string Serial) Pfx(MuseSparkApp app, TimeSpan lifetime)
    {
        using var signer = OwnAuthority.Create("Elsewhere", app.Now.AddDays(-1)).IssueSigner("Elsewhere", "Ada", app.Now.AddDays(-1), lifetime);
        using var key = ECDsa.Create();
        key.ImportFromEncryptedPem(signer.ExportKey(Password), Password);
        using var leaf = signer.Certificate.CopyWithPrivateKey(key);
        var all = new X509Certificate2Collection((X509Certificate2[])[leaf, .. signer.Chain.Skip(1)]);
        return (all.Export(X509ContentType.Pfx, Password)!, leaf.SerialNumber);
    }

    private static byte[] SelfSigned(MuseSparkApp app)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=Ada", key, HashAlgorithmName.SHA256).CreateSelfSigned(app.Now.AddDays(-1), app.Now.AddDays(400));
        return own.Export(X509ContentType.Pfx, Password);
    }
}
