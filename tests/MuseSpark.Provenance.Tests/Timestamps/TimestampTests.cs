using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Tests.Containers;
using MuseSpark.Provenance.Tests.Credentials;
using MuseSpark.Provenance.Timestamps;

namespace MuseSpark.Provenance.Tests.Timestamps;

public sealed class TimestampTests
{
    private static readonly DateTimeOffset Now = Signing.Now;
    private static readonly OwnAuthority Old = OwnAuthority.Create("Old Studio", Now.AddYears(-5));
    private static readonly TrustList Trust = new([Old.Root], [Old.Root]);
    private static readonly StampingAuthority Stamps = new(Old.Issuing, Now.AddYears(-4), Now.AddYears(1));

    // Signed two years ago by a certificate that expired a year ago.
    private static readonly SigningIdentity Expired = Old.IssueSigner("Old Studio", "Expired", Now.AddYears(-3), TimeSpan.FromDays(2 * 365));

    private static Task<byte[]> Sign(byte[] file, TimestampAuthority authority) =>
        CredentialSigner.SignAsync(file, Signing.Definition, Expired, Now.AddYears(-2), authority, CancellationToken.None);

    private static TimestampAuthority At(DateTimeOffset time, StampingAuthority? authority = null) =>
        (request, _) => Task.FromResult((authority ?? Stamps).Answer(request, time));

    [Theory]
    [InlineData("palette png", "image/png")]
    [InlineData("progressive jpeg", "image/jpeg")]
    [InlineData("lossy webp", "image/webp")]
    public async Task A_stamp_keeps_credentials_trusted_after_their_certificate_has_expired(string sample, string type)
    {
        var signed = await Sign(Samples.All[sample].Bare, At(Now.AddYears(-2)));
        var report = CredentialReader.Read(signed, Trust, Now);
        Assert.Empty(report.Failures);
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal(Now.AddYears(-2), report.Active!.Signer!.Time!.Value, TimeSpan.FromSeconds(1));

        var peer = ReferencePeer.Judge(signed, type, Old.Root.ExportCertificatePem());
        Assert.Empty(peer.Failure);
        Assert.Equal("Trusted", peer.State);
        Assert.Contains("timeStamp.trusted", peer.Success);
    }

    [Fact]
    public async Task Text_is_stamped_too()
    {
        var signed = await Sign(Samples.Story, At(Now.AddYears(-2)));
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Trust, Now).State);
    }

    [Fact]
    public async Task A_stamp_that_does_not_hold_does_not_help()
    {
        var other = OwnAuthority.Create("Others", Now.AddYears(-5));
        var stranger = new StampingAuthority(other.Issuing, Now.AddYears(-4), Now.AddYears(1));
        var tooLate = await Sign(Samples.PalettePng, At(Now.AddDays(-1)));
        var untrusted = await Sign(Samples.PalettePng, At(Now.AddYears(-2), stranger));
        (byte[] File, string Code)[] cases = [(tooLate, "timeStamp.trusted"), (untrusted, "timeStamp.untrusted")];
        var verdicts = ReferencePeer.Judge([.. cases.Select(c => (c.File, "image/png"))], Old.Root.ExportCertificatePem());
        foreach (var ((file, code), peer) in cases.Zip(verdicts))
        {
            var report = CredentialReader.Read(file, Trust, Now);
            Assert.Equal(peer.Failure.Order(), report.Failures.Select(failure => failure.Code).Order());
            Assert.Contains("signingCredential.expired", peer.Failure);
            Assert.Contains(code, report.Findings.Select(finding => finding.Code));
            Assert.Contains(code, peer.Success.Concat(peer.Informational));
        }
    }

    [Fact]
    public async Task A_stamp_by_an_outdated_authority_is_refused_and_named()
    {
        var outdated = new StampingAuthority(Old.Issuing, Now.AddYears(-4), Now.AddYears(-3));
        await Assert.ThrowsAsync<TimestampException>(() => Sign(Samples.PalettePng, At(Now.AddYears(-2), outdated)));
        var token = TimestampCheck.TokenOf(outdated.Answer(new TimestampRequest("data"u8).Bytes, Now.AddYears(-2)))!.Value;
        Assert.Equal("timeStamp.outsideValidity", TimestampCheck.Check(token, "data"u8).Code);
        Assert.Equal("timeStamp.mismatch", TimestampCheck.Check(token, "date"u8).Code);
        Assert.Equal("timeStamp.malformed", TimestampCheck.Check(token[..^1], "data"u8).Code);
        Assert.Equal("timeStamp.malformed", TimestampCheck.Check((byte[])[1, 2, 3], "data"u8).Code);
    }

    // C2PA 18.17: a child may bring the stamp that its parent lacks.
    [Fact]
    public void A_later_manifest_can_bring_the_stamp()
    {
        var first = CredentialSigner.Sign(Samples.PalettePng, Signing.Definition, Expired, Now.AddYears(-2));
        Assert.Contains("signingCredential.expired", CredentialReader.Read(first, Trust, Now).Failures.Select(failure => failure.Code));
        var manifest = JumbfReader.Read(new PngContainer().Find(first)!.Store, out _)!.Children[0];
        var request = new TimestampRequest(CoseSignature.Read(manifest.Child(BoxTypes.Signature)!.Data("cbor")!.Value)!.Signature.Span);
        var token = request.Accept(Stamps.Answer(request.Bytes, Now.AddYears(-2)));

        var parent = new Ingredient(Ingredient.ParentOf) { File = first };
        var definition = Signing.Definition with
        {
            Actions = [new CredentialAction("c2pa.opened", parent)],
            Ingredients = [parent],
            Created = [Assertion.Cbor("c2pa.time-stamp", new CborMap { [manifest.Label] = token })],
        };
        using var signer = Old.IssueSigner("Old Studio", "Now", Now.AddDays(-1), TimeSpan.FromDays(30));
        var second = CredentialSigner.Sign(first, definition, signer, Now);
        var report = CredentialReader.Read(second, Trust, Now);
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal(Now.AddYears(-2), report.Manifests[0].Signer!.Time!.Value, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("signingCredential.expired", report.Findings.Select(finding => finding.Code));
        Assert.Equal("Trusted", ReferencePeer.Judge(second, "image/png", Old.Root.ExportCertificatePem()).State);
    }

    [Fact]
    public async Task A_stamp_of_something_else_is_a_mismatch()
    {
        byte[]? other = null;
        var first = await Sign(Samples.PalettePng, (request, _) => Task.FromResult(other = Stamps.Answer(request, Now.AddYears(-2))));
        await Assert.ThrowsAsync<TimestampException>(() => Sign(Samples.PalettePng, (_, _) => Task.FromResult(other!)));
        await Assert.ThrowsAsync<TimestampException>(() => Sign(Samples.PalettePng, (_, _) => Task.FromResult<byte[]>([1, 2, 3])));

        // The time in the token, as ASN.1 writes it: the stamp's signature no longer holds.
        var time = System.Text.Encoding.ASCII.GetBytes(Now.AddYears(-2).UtcDateTime.ToString("yyyyMMddHHmm"));
        first[first.AsSpan().IndexOf(time) + 3] ^= 1;
        Assert.Equal(CredentialState.Invalid, CredentialReader.Read(first, Trust, Now).State);
        Assert.DoesNotContain("timeStamp.validated", CredentialReader.Read(first, Trust, Now).Findings.Select(finding => finding.Code));
    }
}
