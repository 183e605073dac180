using System.Text;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Hosting.CommandLine;

namespace MuseSpark.Web.Provenance.CommandLine;

/// <summary>Signs one file with somebody's own certificate.</summary>
internal static class SignCommand
{
    public static IReadOnlyList<string> Options { get; } = ["--out", "--certificate", "--password-file", "--title", "--source-type"];

    public static int Run(Arguments arguments, TextWriter output, TimeProvider time)
    {
        var (target, certificate) = (arguments.Required("--out"), arguments.Required("--certificate"));
        if (Path.GetFullPath(target) == Path.GetFullPath(arguments.Subject)) throw new UsageException("--out must be another file, so that the first one is never lost.");
        if (Directory.Exists(target)) throw new UsageException($"\"{target}\" is a folder; name a file for --out.");
        var file = GivenFile.Read(arguments.Subject);
        var isSidecar = arguments.Has("--sidecar");
        if (ContainerList.For(file.Span) is SidecarContainer) throw new UsageException("This is a manifest store itself: sign the file that it stands beside.");

        var password = arguments.Value("--password-file") is { } path ? FirstLine(path) : null;
        var now = time.GetUtcNow();
        using var signer = SigningIdentity.FromPfx(GivenFile.Read(certificate, 1 << 20).Span, password);
        if (signer.Certificate.NotAfter < now.LocalDateTime) throw new UsageException($"The certificate ended on {signer.Certificate.NotAfter:yyyy-MM-dd}.");
        if (signer.Certificate.NotBefore > now.LocalDateTime) throw new UsageException($"The certificate begins on {signer.Certificate.NotBefore:yyyy-MM-dd}.");

        var definition = Define(arguments, file, now);
        var signed = isSidecar ? CredentialSigner.SignSidecar(file, definition, signer, now) : CredentialSigner.Sign(file, definition, signer, now);
        File.WriteAllBytes(target, signed);
        output.WriteLine($"Signed as {definition.Label} by {CredentialText.Clean(signer.Certificate.Subject)}: {target}");
        return CredentialsCommand.Holds;
    }

    private static ManifestDefinition Define(Arguments arguments, ReadOnlyMemory<byte> file, DateTimeOffset now)
    {
        var sourceType = arguments.Value("--source-type") is { } name
            ? DigitalSourceTypes.Find(name) ?? throw new UsageException($"There is no source type \"{name}\". Choose one of: {string.Join(", ", DigitalSourceTypes.Names)}.")
            : null;
        var definition = new ManifestDefinition
        {
            Generator = CredentialWriter.Generator,
            Title = arguments.Value("--title"),
            Actions = [new CredentialAction("c2pa.created") { When = now, DigitalSourceType = sourceType }],
        };
        if (CredentialReader.Read(file, TrustList.Nobody, now).State == CredentialState.None)
            return sourceType is not null ? definition : throw new UsageException("Say with --source-type where it comes from, for example digitalCreation or trainedAlgorithmicMedia.");

        var parent = new Ingredient(Ingredient.ParentOf) { Title = "The file as it was", File = file };
        var action = sourceType is null ? new CredentialAction("c2pa.published") { When = now } : new CredentialAction("c2pa.edited") { When = now, DigitalSourceType = sourceType };
        return definition with { Actions = [new CredentialAction("c2pa.opened", parent) { When = now }, action], Ingredients = [parent] };
    }

    private static string FirstLine(string path) => Encoding.UTF8.GetString(GivenFile.Read(path, 4 << 10).Span).Split('\n')[0].TrimEnd('\r');
}
