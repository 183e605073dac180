using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>
/// Files that others signed, good and broken, are judged as the reference implementation judges them. They lie beside the repository, when
/// at all.
/// </summary>
public sealed class FixtureTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "c2pa-fixtures");

    [Fact]
    public void Files_of_others_are_judged_as_the_reference_implementation_does()
    {
        if (!Directory.Exists(Folder)) return;
        var roots = File.ReadAllText(Path.Combine(Folder, "test_cert_root_bundle.pem"));
        var names = Directory.EnumerateFiles(Folder).Where(file => Path.GetExtension(file) is ".jpg" or ".png" or ".webp").Order().ToList();
        var files = names.Select(name => (Bytes: File.ReadAllBytes(name), Type: Path.GetExtension(name) switch { ".jpg" => "image/jpeg", ".png" => "image/png", _ => "image/webp" })).ToList();
        Assert.NotEmpty(files);
        foreach (var trust in new[] { null, roots })
        {
            var list = trust is null ? TrustList.Nobody : TrustList.FromPem(trust);
            foreach (var ((file, peer), name) in files.Zip(ReferencePeer.Judge(files, trust)).Zip(names.Select(Path.GetFileName)))
            {
                var ours = CredentialReader.Read(file.Bytes, list, Signing.Now);
                Assert.Equal((name, peer.State == "Error" ? "Invalid" : peer.State), (name, ours.State.ToString()));
                if (peer.State == "Error") continue;
                Assert.Equal((name, string.Join(' ', peer.Failure.Order())), (name, string.Join(' ', ours.Failures.Select(f => f.Code).Order())));
                Assert.Equal((name, string.Join(' ', peer.Success.Order())), (name, string.Join(' ', ours.Findings.Where(f => f.Kind == FindingKind.Success && f.Ingredient is null).Select(f => f.Code).Order())));
            }
        }
    }
}
