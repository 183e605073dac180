using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Cose;

namespace MuseSpark.Provenance.Certificates;

/// <summary>
/// Who signs: a private key and the certificates that vouch for it. Signing from many threads is safe; dispose when no thread signs any
/// more.
/// </summary>
public sealed class SigningIdentity : IDisposable
{
    internal static readonly PbeParameters KeyEncryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 210_000);

    /// <param name="chain">signer first, then what issued it, without the root</param>
    /// <param name="key">of the first certificate; owned by the identity from now on</param>
    /// <exception cref="CertificateException">The chain can't sign content credentials; the message says why.</exception>
    public SigningIdentity(IReadOnlyList<X509Certificate2> chain, AsymmetricAlgorithm key)
    {
        if (chain.Count == 0) throw new CertificateException(["There is no certificate."]);
        var faults = CertificateProfile.Faults(chain[0]).Concat(chain.Skip(1).SelectMany(CertificateProfile.AuthorityFaults)).ToList();
        var algorithm = key switch
        {
            RSA => SignatureAlgorithm.Of(-37),
            ECDsa elliptic => SignatureAlgorithm.All.FirstOrDefault(a => a.CurveBits == elliptic.KeySize),
            _ => null,
        };
        if (algorithm is null) faults.Add("The key is of no kind that can sign content credentials: use an elliptic key on P-256.");
        else if (!Fits(chain[0], key)) faults.Add("The private key does not belong to the certificate.");
        if (faults.Count > 0) throw new CertificateException(faults);
        (Chain, Key, Algorithm) = (chain, key, algorithm!);
    }

    public IReadOnlyList<X509Certificate2> Chain { get; }

    public X509Certificate2 Certificate => Chain[0];

    public SignatureAlgorithm Algorithm { get; }

    internal AsymmetricAlgorithm Key { get; }

    /// <summary>From a PFX (PKCS #12) file with key and chain.</summary>
    /// <exception cref="CertificateException">The file can't be read with this password, or the certificate can't sign content
    /// credentials.</exception>
    public static SigningIdentity FromPfx(ReadOnlySpan<byte> pfx, string? password)
    {
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(pfx, password, X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable);
            var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CertificateException(["The file holds no private key."]);
            AsymmetricAlgorithm? key = leaf.GetECDsaPrivateKey() is { } elliptic ? elliptic : leaf.GetRSAPrivateKey();
            return new SigningIdentity(Order(leaf, all), key ?? throw new CertificateException(["The key is of no kind that can sign content credentials."]));
        }
        catch (CryptographicException e)
        {
            throw new CertificateException(["The file can't be read: it is no PFX file, or the password is another one. " + e.Message]);
        }
    }

    /// <summary>From PEM: the certificates in any order, and the key (PKCS #8, encrypted when a password is given).</summary>
    /// <exception cref="CertificateException">Something can't be read, or the certificate can't sign content credentials.</exception>
    public static SigningIdentity FromPem(string certificates, string key, string? password = null)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificates);
            AsymmetricAlgorithm? found = null;
            foreach (var create in new Func<AsymmetricAlgorithm>[] { ECDsa.Create, RSA.Create })
            {
                var candidate = create();
                try
                {
                    if (password is null) candidate.ImportFromPem(key);
                    else candidate.ImportFromEncryptedPem(key, password);
                    found = candidate;
                    break;
                }
                catch (Exception e) when (e is CryptographicException or ArgumentException)
                {
                    candidate.Dispose();
                }
            }
            if (found is null)
                throw new CertificateException(["The private key can't be read: it is no PKCS #8 key in PEM, or the password is another one."]);
            var leaf = all.FirstOrDefault(certificate => Fits(certificate, found)) ?? throw new CertificateException(["No certificate belongs to the private key."]);
            return new SigningIdentity(Order(leaf, all), found);
        }
        catch (CryptographicException e)
        {
            throw new CertificateException(["The certificates can't be read as PEM. " + e.Message]);
        }
    }

    /// <summary>The certificates in PEM, signer first.</summary>
    public string ExportCertificates() => string.Join('\n', Chain.Select(certificate => certificate.ExportCertificatePem())) + "\n";

    /// <summary>The private key, encrypted (PKCS #8 in PEM, AES-256, 210,000 rounds of PBKDF2).</summary>
    public string ExportKey(string password) => Key.ExportEncryptedPkcs8PrivateKeyPem(password, KeyEncryption);

    public void Dispose() => Key.Dispose();

    private static bool Fits(X509Certificate2 certificate, AsymmetricAlgorithm key) =>
        certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());

    // Signer first, then each issuer; a root (issued by itself) stays out, as C2PA 14.5 wants.
    private static List<X509Certificate2> Order(X509Certificate2 leaf, X509Certificate2Collection all)
    {
        var chain = new List<X509Certificate2> { leaf };
        while (all.FirstOrDefault(c => Issued(c, chain[^1]) && !Issued(c, c) && !chain.Contains(c)) is { } issuer) chain.Add(issuer);
        return chain;
    }

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate) =>
        issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
