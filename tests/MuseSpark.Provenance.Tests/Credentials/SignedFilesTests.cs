using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>What is signed here is valid here, and for the reference implementation, which knows pictures and bare stores.</summary>
public sealed class SignedFilesTests
{
    [Fact]
    public void Every_format_is_signed_and_trusted_with_the_root_and_valid_without()
    {
        foreach (var (name, (container, bare)) in Samples.All)
        {
            if (container is SidecarContainer) continue;
            var signed = Signing.Sign(bare);
            var report = CredentialReader.Read(signed, Signing.Trust, Signing.Now);
            Assert.True(report.Failures.Select(finding => finding.Explanation).FirstOrDefault() is null, $"{name}: {report.Failures.FirstOrDefault()}");
            Assert.True(CredentialState.Trusted == report.State, name);
            Assert.Equal(CredentialState.Valid, CredentialReader.Read(signed, TrustList.Nobody, Signing.Now).State);
        }
    }

    [Fact]
    public void The_reference_implementation_trusts_every_picture()
    {
        var files = Samples.Pictures.Select(name => (Signing.Sign(Samples.All[name].Bare), Samples.All[name].Container.MediaTypes[0])).ToList();
        foreach (var (verdict, name) in ReferencePeer.Judge(files, Signing.RootPem).Zip(Samples.Pictures))
        {
            Assert.True(verdict.Failure.Length == 0, $"{name}: {string.Join(", ", verdict.Failure)} {verdict.Error}");
            Assert.Equal("Trusted", verdict.State);
        }
        Assert.All(ReferencePeer.Judge(files), verdict => Assert.Equal("Valid", verdict.State));
    }

    // It knows no text, HTML or archives: of their stores it can judge all but the binding.
    [Fact]
    public void The_reference_implementation_finds_no_other_fault_in_stores_of_text_than_that_the_text_is_elsewhere()
    {
        byte[][] files = [Signing.Sign(Samples.Story), Signing.Sign(Samples.Page), CredentialSigner.SignSidecar(Samples.Story, Signing.Definition, Signing.Identity, Signing.Now)];
        var stores = files.Select(file => (ContainerList.For(file)!.Find(file)!.Store.ToArray(), "application/c2pa")).ToList();
        foreach (var verdict in ReferencePeer.Judge(stores, Signing.RootPem))
        {
            Assert.Equal(["assertion.dataHash.mismatch"], verdict.Failure);
            Assert.Contains("claimSignature.validated", verdict.Success);
            Assert.Contains("signingCredential.trusted", verdict.Success);
        }
    }

    [Fact]
    public void A_store_larger_than_one_segment_of_a_JPEG_is_trusted()
    {
        var thumbnail = new byte[150_000];
        new Random(1).NextBytes(thumbnail);
        var definition = Signing.Definition with { Created = [Assertion.Thumbnail("image/jpeg", thumbnail)] };
        var signed = CredentialSigner.Sign(Samples.ProgressiveJpeg, definition, Signing.Identity, Signing.Now);
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Signing.Trust, Signing.Now).State);
        Assert.Equal("Trusted", ReferencePeer.Judge(signed, "image/jpeg", Signing.RootPem).State);
    }

    [Fact]
    public void A_sidecar_binds_a_file_of_any_format()
    {
        byte[] file = [0, 1, 2, 3, 0xFF];
        var store = CredentialSigner.SignSidecar(file, Signing.Definition, Signing.Identity, Signing.Now);
        Assert.Equal(CredentialState.Trusted, CredentialReader.ReadSidecar(store, file, Signing.Trust, Signing.Now).State);
        Assert.Equal(CredentialState.WellFormed, CredentialReader.ReadSidecar(store, null, Signing.Trust, Signing.Now).State);
        file[2]++;
        Assert.Contains(CredentialReader.ReadSidecar(store, file, Signing.Trust, Signing.Now).Failures, f => f.Code == "assertion.dataHash.mismatch");
    }

    [Fact]
    public void A_file_without_credentials_has_none() =>
        Assert.All(Samples.Pictures, name => Assert.Equal(CredentialState.None, CredentialReader.Read(Samples.All[name].Bare, Signing.Trust, Signing.Now).State));

    [Fact]
    public void Signing_again_replaces_the_credentials_and_keeps_the_picture()
    {
        var twice = Signing.Sign(Signing.Sign(Samples.PalettePng));
        Assert.Equal(Samples.PalettePng, new PngContainer().Remove(twice));
        Assert.Single(CredentialReader.Read(twice, Signing.Trust, Signing.Now).Manifests);
    }
}
