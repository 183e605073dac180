using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Containers;
using MuseSpark.Provenance.Tests.Credentials;

namespace MuseSpark.Provenance.Tests.Certificates;

/// <summary>Signatures by certificates that are wrong in one point each are judged as the reference implementation judges them.</summary>
public sealed class CertificateProfileTests
{
    private sealed record Leaf
    {
        public X509KeyUsageFlags? Usage { get; init; } = X509KeyUsageFlags.DigitalSignature;

        public string[] Uses { get; init; } = [CertificateProfile.EmailProtection];

        public bool Authority { get; init; }

        public bool AuthorityKey { get; init; } = true;

        public bool SelfSigned { get; init; }

        public (int From, int To) Days { get; init; } = (-1, 30);

        public Func<AsymmetricAlgorithm> Key { get; init; } = () => ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public long Algorithm { get; init; } = -7;

        public bool Unknown { get; init; }
    }

    private static readonly Dictionary<string, Leaf> Good = new()
    {
        ["P-256"] = new(),
        ["P-384"] = new() { Key = () => ECDsa.Create(ECCurve.NamedCurves.nistP384), Algorithm = -35 },
        ["P-521"] = new() { Key = () => ECDsa.Create(ECCurve.NamedCurves.nistP521), Algorithm = -36 },
        ["RSA, PS256"] = new() { Key = () => RSA.Create(2048), Algorithm = -37 },
        ["RSA, PS384"] = new() { Key = () => RSA.Create(2048), Algorithm = -38 },
        ["RSA, PS512"] = new() { Key = () => RSA.Create(3072), Algorithm = -39 },
        ["document signing"] = new() { Uses = [CertificateProfile.DocumentSigning] },
        ["C2PA signing"] = new() { Uses = [CertificateProfile.ClaimSigning] },
        ["non-repudiation"] = new() { Usage = X509KeyUsageFlags.NonRepudiation },
    };

    private static readonly Dictionary<string, Leaf> Bad = new()
    {
        ["no extended key usage"] = new() { Uses = [] },
        ["any extended key usage"] = new() { Uses = [CertificateProfile.AnyUse] },
        ["server authentication only"] = new() { Uses = ["1.3.6.1.5.5.7.3.1"] },
        ["time-stamping mixed with mail"] = new() { Uses = [CertificateProfile.TimeStamping, CertificateProfile.EmailProtection] },
        ["authority as signer"] = new() { Authority = true, Usage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature },
        ["no key usage"] = new() { Usage = null },
        ["key usage of an authority"] = new() { Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign },
        ["no authority key identifier"] = new() { AuthorityKey = false },
        ["signed by itself"] = new() { SelfSigned = true, AuthorityKey = false },
        ["small RSA key"] = new() { Key = () => RSA.Create(1024), Algorithm = -37 },
        ["curve of Bitcoin"] = new() { Key = () => ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10")), Algorithm = -7 },
        ["unknown critical extension"] = new() { Unknown = true },
        ["expired"] = new() { Days = (-30, -2) },
        ["not valid yet"] = new() { Days = (2, 30) },
        ["P-384 for ES256"] = new() { Key = () => ECDsa.Create(ECCurve.NamedCurves.nistP384), Algorithm = -7 },
    };

    [Fact]
    public void Every_certificate_is_judged_as_the_reference_implementation_judges_it()
    {
        var cases = Good.Concat(Bad).Select(pair => (pair.Key, File: Sign(pair.Value))).ToList();
        var verdicts = ReferencePeer.Judge([.. cases.Select(c => (c.File, "image/png"))], Signing.RootPem);
        var differences = new List<string>();
        foreach (var ((name, file), peer) in cases.Zip(verdicts))
        {
            var ours = CredentialReader.Read(file, Signing.Trust, Signing.Now);
            var (here, there) = (Codes(ours.Failures.Select(failure => failure.Code)), Codes(peer.Failure));
            if (ours.State.ToString() != peer.State || here != there)
                differences.Add($"{name}: {peer.State} {there} {peer.Error} there, {ours.State} {here} here");
            if ((ours.State == CredentialState.Trusted) != Good.ContainsKey(name)) differences.Add($"{name}: {ours.State}");
        }
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void A_signing_identity_is_refused_with_sentences_about_what_is_wrong()
    {
        foreach (var (name, leaf) in Bad.Where(pair => pair.Value.Days.From < 0 && pair.Value.Days.To > 0 && pair.Value.Algorithm == -7 && pair.Key != "P-384 for ES256"))
        {
            var (chain, key) = Make(leaf);
            var refusal = Assert.Throws<CertificateException>(() => new SigningIdentity(chain, key));
            Assert.True(refusal.Faults.All(fault => fault.EndsWith('.') && fault.Contains(' ')), name);
        }
        var (other, _) = Make(new Leaf());
        Assert.Equal(["The private key does not belong to the certificate."], Assert.Throws<CertificateException>(() => new SigningIdentity(other, ECDsa.Create(ECCurve.NamedCurves.nistP256))).Faults);
    }

    [Fact]
    public void An_identity_comes_back_from_PEM_and_from_PFX()
    {
        var certificates = Signing.Identity.ExportCertificates() + Signing.RootPem;
        using var fromPem = SigningIdentity.FromPem(certificates, Signing.Identity.ExportKey("secret"), "secret");
        Assert.Equal(2, fromPem.Chain.Count);
        var signed = CredentialSigner.Sign(Samples.PalettePng, Signing.Definition, fromPem, Signing.Now);
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Signing.Trust, Signing.Now).State);

        using var withKey = fromPem.Certificate.CopyWithPrivateKey((ECDsa)fromPem.Key);
        var pfx = new X509Certificate2Collection { withKey, fromPem.Chain[1] }.Export(X509ContentType.Pfx, "secret")!;
        using var fromPfx = SigningIdentity.FromPfx(pfx, "secret");
        Assert.Equal(fromPem.Certificate.Thumbprint, fromPfx.Certificate.Thumbprint);
        Assert.Throws<CertificateException>(() => SigningIdentity.FromPfx(pfx, "wrong"));
        Assert.Throws<CertificateException>(() => SigningIdentity.FromPem(certificates, Signing.Identity.ExportKey("secret"), "wrong"));
        Assert.Throws<CertificateException>(() => SigningIdentity.FromPem("nothing", "nothing"));
    }

    [Fact]
    public void An_authority_comes_back_from_PEM_and_issues_the_next_signer()
    {
        var authority = Signing.Authority;
        var again = OwnAuthority.Load(authority.Root.ExportCertificatePem(), authority.Issuing.ExportCertificatePem(), authority.ExportKey("secret"), "secret");
        using var next = again.IssueSigner("Spark Studio", "Workspace 2", Signing.Now.AddDays(-1), TimeSpan.FromDays(30));
        var signed = CredentialSigner.Sign(Samples.PalettePng, Signing.Definition, next, Signing.Now);
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Signing.Trust, Signing.Now).State);
        Assert.Throws<CertificateException>(() => OwnAuthority.Load(Signing.RootPem, authority.Issuing.ExportCertificatePem(), authority.ExportKey("secret"), "wrong"));
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(' ', codes.Distinct().Order());

    private static byte[] Sign(Leaf leaf)
    {
        var (chain, key) = Make(leaf);
        return Forge.Sign(Samples.PalettePng, chain, key, SignatureAlgorithm.Of(leaf.Algorithm)!);
    }

    private static (List<X509Certificate2> Chain, AsymmetricAlgorithm Key) Make(Leaf leaf)
    {
        var issuer = Signing.Authority.Issuing;
        var key = leaf.Key();
        var name = new X500DistinguishedName("O=Somebody, CN=Some Signer");
        var request = key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(leaf.Authority, false, 0, true));
        if (leaf.Usage is { } usage) request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        if (leaf.Uses.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. leaf.Uses.Select(use => new Oid(use))], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (leaf.AuthorityKey)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        if (leaf.Unknown) request.CertificateExtensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: true));
        var (from, to) = (Signing.Now.AddDays(leaf.Days.From), Signing.Now.AddDays(leaf.Days.To));
        if (leaf.SelfSigned) return ([request.CreateSelfSigned(from, to)], key);
        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        return ([request.Create(issuer.SubjectName, generator, from, to, [1, 2, 3, 4]), issuer], key);
    }
}
