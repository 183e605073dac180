using System.Security.Cryptography;
using System.Text;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Hosting.CommandLine;

namespace MuseSpark.Web.Provenance.CommandLine;

/// <summary><c>musespark credentials sign|show|verify</c>: Content Credentials for scripts, without a server.</summary>
public static class CredentialsCommand
{
    public const int Holds = 0, DoesNotHold = 1, NoCredentials = 2, NotDone = 3;

    private const string Help = """
        musespark credentials show FILE [--json] [--trust ROOT.pem] [--sidecar STORE.c2pa]
            Says what the Content Credentials of a file tell. Exit code 0, or 2 when there are none.

        musespark credentials verify FILE [--json] [--trust ROOT.pem] [--sidecar STORE.c2pa]
            Says whether they hold: the first line is trusted, valid, unclear, invalid or none, the others are the
            codes of the standard. Exit code 0 trusted or valid, 1 invalid or unclear, 2 none.
            Without --trust nobody is trusted, and the best that can be said is "valid".

        musespark credentials sign FILE --out FILE --certificate SIGNER.pfx --source-type TYPE
                                   [--password-file FILE] [--title TITLE] [--sidecar]
            Signs PNG, JPEG, WebP, HTML, text, EPUB and ZIP; with --sidecar any file: --out is then a .c2pa to lie
            beside it. The PFX holds the key and its chain; its password is the first line of the password file.
            TYPE is IPTC's word for where it comes from: digitalCreation, trainedAlgorithmicMedia, digitalCapture ...
            A file that has credentials keeps them as those of its parent; then TYPE may be left out.

        Exit code 3: it could not be done, and the message says why. Files are at most 256 MB.
        """;

    public static int Run(string[] arguments, TextWriter output, TextWriter errors, TimeProvider time)
    {
        try
        {
            if (arguments.Contains("--help") || arguments is ["help"] or ["-h"])
            {
                output.WriteLine(Help);
                return Holds;
            }

            return arguments switch
            {
                ["show", .. var rest] => Show(rest, output, time),
                ["verify", .. var rest] => Verify(rest, output, time),
                ["sign", .. var rest] => SignCommand.Run(new Arguments(rest, ["--sidecar"], SignCommand.Options), output, time),
                [var other, ..] => throw new UsageException($"There is no command \"{other}\"; there are sign, show and verify."),
                [] => throw new UsageException("Say what to do: sign, show or verify."),
            };
        }
        catch (Exception fault) when (fault is UsageException or CertificateException or ContainerException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(CredentialText.Clean(fault.Message));
            if (fault is UsageException) errors.WriteLine("More: musespark credentials --help");
            return NotDone;
        }
    }

    private static int Show(string[] rest, TextWriter output, TimeProvider time)
    {
        var (arguments, report) = Read(rest, time);
        if (arguments.Has("--json")) output.WriteLine(CredentialJson.Write(report));
        else CredentialText.Show(report, output);
        return report.State == CredentialState.None ? NoCredentials : Holds;
    }

    private static int Verify(string[] rest, TextWriter output, TimeProvider time)
    {
        var (arguments, report) = Read(rest, time);
        if (arguments.Has("--json")) output.WriteLine(CredentialJson.Write(report));
        else CredentialText.Verdict(report, output);
        return report.State switch
        {
            CredentialState.Trusted or CredentialState.Valid => Holds,
            CredentialState.None => NoCredentials,
            _ => DoesNotHold,
        };
    }

    private static (Arguments Arguments, CredentialReport Report) Read(string[] rest, TimeProvider time)
    {
        var arguments = new Arguments(rest, ["--json"], ["--trust", "--sidecar"]);
        var file = GivenFile.Read(arguments.Subject);
        var trust = arguments.Value("--trust") is { } roots ? TrustIn(roots) : TrustList.Nobody;
        var report = arguments.Value("--sidecar") is { } store
            ? CredentialReader.ReadSidecar(GivenFile.Read(store), file, trust, time.GetUtcNow())
            : CredentialReader.Read(file, trust, time.GetUtcNow());
        return (arguments, report);
    }

    private static TrustList TrustIn(string path)
    {
        var pem = Encoding.UTF8.GetString(GivenFile.Read(path, 4 << 20).Span);
        return pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)
            ? TrustList.FromPem(pem)
            : throw new UsageException($"\"{path}\" holds no certificate in PEM.");
    }
}
