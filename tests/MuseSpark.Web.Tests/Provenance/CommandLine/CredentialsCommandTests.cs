using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Tests.Uploads;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Provenance.CommandLine;

/// <summary>The command line as scripts start it: a process of its own, its exit code and what it writes.</summary>
public sealed class CredentialsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-command-").FullName;
    private readonly OwnAuthority _authority = OwnAuthority.Create("Spark Studio", Now.AddHours(-1));

    public CredentialsCommandTests()
    {
        using var signer = _authority.IssueSigner("Spark Studio", "Desk 1", Now.AddHours(-1), TimeSpan.FromDays(30));
        using var leaf = X509Certificate2.CreateFromEncryptedPem(signer.ExportCertificates(), signer.ExportKey("a secret"), "a secret");
        Write("signer.pfx", new X509Certificate2Collection { leaf, signer.Chain[1] }.Export(X509ContentType.Pfx, "a secret")!);
        Write("password", "a secret\n"u8.ToArray());
        Write("root.pem", Encoding.ASCII.GetBytes(_authority.Root.ExportCertificatePem()));
    }

    [Fact]
    public async Task A_picture_is_signed_shown_and_verified_and_a_change_is_found()
    {
        var picture = TestPictures.Png(40, 30);
        Write("bare.png", picture);
        var signing = await RunAsync("sign", "bare.png", "--out", "signed.png", "--certificate", "signer.pfx", "--password-file", "password", "--title", "A lamp", "--source-type", "digitalCreation");
        Assert.Equal((0, ""), (signing.Code, signing.Errors));
        Assert.Equal(picture, Read("bare.png"));
        var report = CredentialReader.Read(Read("signed.png"), TrustList.FromPem(_authority.Root.ExportCertificatePem()), Now);
        Assert.Equal((CredentialState.Trusted, "A lamp", DigitalSourceTypes.DigitalCreation), (report.State, report.Active!.Title, report.Active.Actions[0].DigitalSourceType));

        var shown = await RunAsync("show", "signed.png");
        Assert.Equal(0, shown.Code);
        Assert.All(["valid:", report.Active.Label, "A lamp", "Desk 1, Spark Studio", "c2pa.created", "digitalCreation"], words => Assert.Contains(words, shown.Output, StringComparison.Ordinal));

        var json = JsonNode.Parse((await RunAsync("show", "signed.png", "--json", "--trust", "root.pem")).Output)!;
        Assert.Equal(("trusted", "A lamp"), ((string)json["state"]!, (string)json["manifests"]![0]!["title"]!));
        Assert.Contains(json["manifests"]![0]!["assertions"]!.AsArray(), a => (string)a!["label"]! == "c2pa.actions.v2" && (string)a["content"]!["actions"]![0]!["action"]! == "c2pa.created");

        var verdict = await RunAsync("verify", "--trust", "root.pem", "signed.png");
        Assert.Equal((0, "trusted"), (verdict.Code, verdict.Output.Split('\n')[0]));
        Assert.Contains("success assertion.dataHash.match", verdict.Output, StringComparison.Ordinal);
        Assert.Equal((0, "valid"), await StateAsync("verify", "signed.png"));

        var changed = Read("signed.png");
        changed[^14] ^= 1;
        Write("changed.png", changed);
        var broken = await RunAsync("verify", "changed.png", "--trust", "root.pem");
        Assert.Equal((1, "invalid", "failure assertion.dataHash.mismatch"), (broken.Code, broken.Output.Split('\n')[0], broken.Output.Split('\n')[1]));
        Assert.Equal((2, "none"), await StateAsync("verify", "bare.png"));
        Assert.Equal(2, (await RunAsync("show", "bare.png")).Code);
    }

    [Fact]
    public async Task Every_kind_of_file_is_signed_in_itself_or_beside_it()
    {
        Write("words.txt", Encoding.UTF8.GetBytes("Once there was a lamp."));
        Write("page.html", Encoding.UTF8.GetBytes("<!doctype html><html><head><title>x</title></head><body>y</body></html>"));
        Write("photo.jpg", TestPictures.Encode(32, 32, SKEncodedImageFormat.Jpeg));
        Write("photo.webp", TestPictures.Encode(32, 32, SKEncodedImageFormat.Webp));
        foreach (var name in new[] { "words.txt", "page.html", "photo.jpg", "photo.webp" })
        {
            var signed = await RunAsync("sign", name, "--out", "signed-" + name, "--certificate", "signer.pfx", "--password-file", "password", "--source-type", "trainedAlgorithmicMedia");
            Assert.True(signed.Code == 0, $"{name}: {signed.Errors}");
            Assert.Equal((0, "trusted"), await StateAsync("verify", "signed-" + name, "--trust", "root.pem"));
        }

        Write("data.bin", [0, 1, 2, 3]);
        var refused = await RunAsync("sign", "data.bin", "--out", "data.out", "--certificate", "signer.pfx", "--password-file", "password", "--source-type", "digitalCreation");
        Assert.Equal(3, refused.Code);
        Assert.Contains(".c2pa", refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "data.out")));
        Assert.Equal(0, (await RunAsync("sign", "data.bin", "--sidecar", "--out", "data.c2pa", "--certificate", "signer.pfx", "--password-file", "password", "--source-type", "digitalCreation")).Code);
        Assert.Equal((0, "trusted"), await StateAsync("verify", "data.bin", "--sidecar", "data.c2pa", "--trust", "root.pem"));
        Assert.Equal((1, "invalid"), await StateAsync("verify", "words.txt", "--sidecar", "data.c2pa"));
        Assert.Equal((1, "unclear"), await StateAsync("verify", "data.c2pa"));

        // What it was stays in it, as the credentials of its parent.
        Assert.Equal(0, (await RunAsync("sign", "signed-photo.jpg", "--out", "again.jpg", "--certificate", "signer.pfx", "--password-file", "password")).Code);
        var again = CredentialReader.Read(Read("again.jpg"), TrustList.Nobody, Now);
        Assert.Equal((CredentialState.Valid, 2, "c2pa.opened"), (again.State, again.Manifests.Count, again.Active!.Actions[0].Name));
    }

    [Fact]
    public async Task What_can_not_be_done_is_said_in_a_sentence_and_nothing_is_written()
    {
        Write("bare.png", TestPictures.Png(8, 8));
        Write("wrong", "no"u8.ToArray());
        await using (var large = File.Create(Path.Combine(_folder, "large.png"))) large.SetLength((256L << 20) + 1);
        (string[] Arguments, string Sentence)[] cases =
        [
            ([], "Say what to do"),
            (["copy"], "no command"),
            (["show"], "Name the file"),
            (["show", "a", "b"], "Name one file"),
            (["show", "nowhere.png"], "There is no file"),
            (["show", "."], "is a folder"),
            (["show", "large.png"], "larger than 256 MB"),
            (["show", "bare.png", "--yaml"], "no option --yaml"),
            (["verify", "bare.png", "--trust"], "needs a value"),
            (["verify", "bare.png", "--trust", "password"], "holds no certificate"),
            (["sign", "bare.png", "--certificate", "signer.pfx"], "--out is missing"),
            (["sign", "bare.png", "--out", "bare.png", "--certificate", "signer.pfx"], "must be another file"),
            (["sign", "bare.png", "--out", "x.png", "--certificate", "signer.pfx", "--password-file", "wrong", "--source-type", "digitalCreation"], "the password is another one"),
            (["sign", "bare.png", "--out", "x.png", "--certificate", "root.pem", "--source-type", "digitalCreation"], "no PFX file"),
            (["sign", "bare.png", "--out", "x.png", "--certificate", "signer.pfx", "--password-file", "password"], "--source-type"),
            (["sign", "bare.png", "--out", "x.png", "--certificate", "signer.pfx", "--password-file", "password", "--source-type", "magic"], "digitalCreation, trainedAlgorithmicMedia"),
        ];
        foreach (var (arguments, sentence) in cases)
        {
            var answer = await RunAsync(arguments);
            var asked = string.Join(' ', arguments);
            Assert.True(answer.Code == 3, $"{asked}: exit code {answer.Code}");
            Assert.True(answer.Output.Length == 0 && answer.Errors.Contains(sentence, StringComparison.Ordinal) && !answer.Errors.Contains("   at ", StringComparison.Ordinal), $"{asked}: {answer.Output}{answer.Errors}");
        }
        Assert.False(File.Exists(Path.Combine(_folder, "x.png")));

        var help = await RunAsync("--help");
        Assert.Equal(0, help.Code);
        Assert.All(["credentials sign", "credentials show", "credentials verify", "Exit code"], words => Assert.Contains(words, help.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_that_would_play_with_a_terminal_come_out_harmless()
    {
        using var signer = _authority.IssueSigner("Spark Studio", "Desk 1", Now.AddHours(-1), TimeSpan.FromDays(30));
        Write("evil.png", CredentialSigner.Sign(TestPictures.Png(8, 8), new ManifestDefinition
        {
            Generator = new Software("Evil"),
            Title = "\u001b[2J\u202egnp.exe\nstate: trusted",
            Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.DigitalCreation }],
        }, signer, Now));
        var shown = await RunAsync("show", "evil.png");
        Assert.DoesNotContain(shown.Output, c => c is '\u001b' or '\u202e');
        Assert.DoesNotContain("\nstate: trusted", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(await TextAsync("show", "evil.png", "--json"), c => c is '\u001b' or '\u202e');
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));

    private async Task<(int, string)> StateAsync(params string[] arguments) => await RunAsync(arguments) is var answer ? (answer.Code, answer.Output.Split('\n')[0]) : default;

    private async Task<string> TextAsync(params string[] arguments) => (await RunAsync(arguments)).Output;

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MuseSpark.Web.dll"), "credentials", .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
