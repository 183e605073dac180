using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MuseSpark.Provenance.Certificates;

/// <summary>
/// A certificate authority of one's own: root and issuing authority on P-256. Others see its signatures as valid by an unknown source until
/// they trust the root.
/// </summary>
/// <param name="Root">with its private key when freshly made: keep it offline after the issuing authority exists</param>
/// <param name="Issuing">with its private key</param>
public sealed record OwnAuthority(X509Certificate2 Root, X509Certificate2 Issuing)
{
    /// <param name="organisation">the name that readers of a credential see, 1 to 64 characters</param>
    /// <param name="from">the first moment of validity; root 25 years, issuing authority 15</param>
    public static OwnAuthority Create(string organisation, DateTimeOffset from)
    {
        var root = MakeRoot(organisation, from);
        return new OwnAuthority(root, MakeIssuing(root, organisation, from));
    }

    /// <summary>
    /// From PEM: root and issuing authority, and the latter's private key as <see cref="ExportKey"/> writes it. The root comes without a
    /// key.
    /// </summary>
    /// <exception cref="CertificateException">Something can't be read, or the password is another one.</exception>
    public static OwnAuthority Load(string root, string issuing, string issuingKey, string password)
    {
        try
        {
            return new OwnAuthority(X509Certificate2.CreateFromPem(root), X509Certificate2.CreateFromEncryptedPem(issuing, issuingKey, password));
        }
        catch (CryptographicException e)
        {
            throw new CertificateException(["The certificate authority can't be read: it is no PEM, or the password is another one. " + e.Message]);
        }
    }

    /// <summary>The issuing authority's private key, encrypted (PKCS #8 in PEM).</summary>
    public string ExportKey(string password)
    {
        using var key = Issuing.GetECDsaPrivateKey()!;
        return key.ExportEncryptedPkcs8PrivateKeyPem(password, SigningIdentity.KeyEncryption);
    }

    /// <summary>A signer for claims. Without time-stamps its signatures stop being valid when it expires, so it lives long.</summary>
    /// <param name="name">the common name, for instance of the workspace</param>
    /// <param name="from">not before the issuing authority begins</param>
    /// <param name="lifetime">cut where the issuing authority ends</param>
    /// <exception cref="ArgumentException">The issuing authority has ended.</exception>
    public SigningIdentity IssueSigner(string organisation, string name, DateTimeOffset from, TimeSpan lifetime)
    {
        var (begin, end) = (new DateTimeOffset(Issuing.NotBefore), new DateTimeOffset(Issuing.NotAfter));
        var until = from + lifetime < end ? from + lifetime : end;
        if (from < begin) from = begin;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(organisation, name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(CertificateProfile.ClaimSigning), new Oid(CertificateProfile.EmailProtection)], false));
        Identify(request, Issuing);
        return new SigningIdentity([request.Create(Issuing, from, until, Serial()), Public(Issuing)], key);
    }

    private static X509Certificate2 MakeRoot(string organisation, DateTimeOffset from)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = AuthorityRequest(Name(organisation, $"{organisation} Root"), key);
        return request.CreateSelfSigned(from, from.AddYears(25));
    }

    private static X509Certificate2 MakeIssuing(X509Certificate2 root, string organisation, DateTimeOffset from)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = AuthorityRequest(Name(organisation, $"{organisation} Issuing"), key);
        request.CertificateExtensions.Add(AuthorityKey(root));
        using var certificate = request.Create(root, from, from.AddYears(15), Serial());
        return certificate.CopyWithPrivateKey(key);
    }

    private static CertificateRequest AuthorityRequest(X500DistinguishedName name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static void Identify(CertificateRequest request, X509Certificate2 issuer)
    {
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(AuthorityKey(issuer));
    }

    private static X509AuthorityKeyIdentifierExtension AuthorityKey(X509Certificate2 issuer) =>
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(CertificateProfile.Find<X509SubjectKeyIdentifierExtension>(issuer)!);

    // Validators show the organisation, and some refuse a signer that has none.
    private static X500DistinguishedName Name(string organisation, string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationName(organisation);
        builder.AddCommonName(name);
        return builder.Build();
    }

    private static X509Certificate2 Public(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40); // positive, and never shortened
        return serial;
    }
}
