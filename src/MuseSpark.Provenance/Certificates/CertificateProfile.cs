using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MuseSpark.Provenance.Certificates;

/// <summary>What C2PA 14.5.1 asks of certificates. Dates are not looked at here. Never throws.</summary>
public static class CertificateProfile
{
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4", DocumentSigning = "1.3.6.1.5.5.7.3.36", ClaimSigning = "1.3.6.1.4.1.62558.2.1",
        TimeStamping = "1.3.6.1.5.5.7.3.8", OcspSigning = "1.3.6.1.5.5.7.3.9", AnyUse = "2.5.29.37.0";

    // The last is another maker's own mark for C2PA signers; validators accept it by default.
    private static readonly HashSet<string> SignerUses = [EmailProtection, DocumentSigning, ClaimSigning, TimeStamping, OcspSigning, "1.3.6.1.4.1.311.76.59.1.9"];

    private static readonly HashSet<string> Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    // Critical extensions that are understood: key usage, basic constraints, alternative name, policies, EKU, name and policy constraints
    // ...
    private static readonly HashSet<string> Known =
        ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.32", "2.5.29.33", "2.5.29.35", "2.5.29.36", "2.5.29.37", "2.5.29.54"];

    /// <summary>What keeps a certificate from signing claims; empty when nothing does.</summary>
    public static IReadOnlyList<string> Faults(X509Certificate2 leaf)
    {
        try
        {
            return [.. Common(leaf), .. SignerOnly(leaf)];
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return ["The certificate can't be read."];
        }
    }

    /// <summary>What keeps a certificate from issuing signers; empty when nothing does.</summary>
    public static IReadOnlyList<string> AuthorityFaults(X509Certificate2 authority)
    {
        var faults = Common(authority).ToList();
        if (!IsAuthority(authority))
            faults.Add($"{authority.Subject}: issued a certificate but is no certificate authority (basic constraints CA is not set).");
        if (Find<X509SubjectKeyIdentifierExtension>(authority) is null)
            faults.Add($"{authority.Subject}: a certificate authority needs a subject key identifier.");
        if (Find<X509KeyUsageExtension>(authority)?.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign) != true)
            faults.Add($"{authority.Subject}: a certificate authority needs the key usage keyCertSign.");
        return faults;
    }

    /// <summary>Whether that is how .NET says that bytes of others are no good certificate, key or signature.</summary>
    public static bool IsUnreadable(Exception e) =>
        e is CryptographicException or AsnContentException or ArgumentException or FormatException or OverflowException or InvalidOperationException or NotSupportedException;

    public static bool IsAuthority(X509Certificate2 certificate) =>
        Find<X509BasicConstraintsExtension>(certificate)?.CertificateAuthority == true;

    /// <summary>Whether one of the uses that the certificate was issued for is signing of content.</summary>
    public static bool HasSignerUse(X509Certificate2 leaf) => Uses(leaf).Exists(SignerUses.Contains);

    public static bool IsValidAt(X509Certificate2 certificate, DateTimeOffset time) =>
        time.UtcDateTime >= certificate.NotBefore.ToUniversalTime() && time.UtcDateTime <= certificate.NotAfter.ToUniversalTime();

    private static IEnumerable<string> Common(X509Certificate2 certificate)
    {
        var who = certificate.Subject;
        if (certificate.Version != 3) yield return $"{who}: must be an X.509 certificate of version 3.";
        if (!CertificateAlgorithm.IsAllowed(certificate))
            yield return $"{who}: is signed with {certificate.SignatureAlgorithm.FriendlyName}; allowed are ECDSA, RSA and RSA-PSS with SHA-256, SHA-384 or SHA-512, and Ed25519.";
        if (certificate.PublicKey.Oid.Value == "1.2.840.10045.2.1" && !Curves.Contains(CertificateAlgorithm.Curve(certificate) ?? ""))
            yield return $"{who}: the elliptic curve must be P-256, P-384 or P-521.";
        if (CertificateAlgorithm.RsaBits(certificate) is { } bits and < 2048)
            yield return $"{who}: an RSA key must have 2048 bits or more, this one has {bits}.";
        if (CertificateAlgorithm.HasUniqueIds(certificate)) yield return $"{who}: unique identifiers are not allowed.";
        if (Find<X509AuthorityKeyIdentifierExtension>(certificate) is null)
            yield return $"{who}: needs an authority key identifier. Certificates that sign themselves can't sign content credentials.";
        foreach (var extension in certificate.Extensions)
            if (extension.Critical && !Known.Contains(extension.Oid?.Value ?? ""))
                yield return $"{who}: has a critical extension {extension.Oid?.Value} that is not known here.";
    }

    private static IEnumerable<string> SignerOnly(X509Certificate2 leaf)
    {
        if (IsAuthority(leaf)) yield return "A certificate authority must not sign claims itself: use a certificate that it issued.";
        var usage = Find<X509KeyUsageExtension>(leaf)?.KeyUsages ?? X509KeyUsageFlags.None;
        if (!usage.HasFlag(X509KeyUsageFlags.DigitalSignature) && !usage.HasFlag(X509KeyUsageFlags.NonRepudiation))
            yield return "The key usage must have digitalSignature.";
        if (usage.HasFlag(X509KeyUsageFlags.KeyCertSign)) yield return "The key usage keyCertSign is for certificate authorities only.";

        var uses = Uses(leaf);
        if (uses.Count == 0)
            yield return "The certificate has no extended key usage; it needs emailProtection, documentSigning or C2PA claim signing.";
        else if (uses.Contains(AnyUse)) yield return "The extended key usage must not be \"any\".";
        else if (!uses.Exists(SignerUses.Contains))
            yield return "The extended key usage must have emailProtection, documentSigning or C2PA claim signing.";
        if ((uses.Contains(TimeStamping) || uses.Contains(OcspSigning)) && uses.Count > 1)
            yield return "Time-stamping and OCSP signing can't be mixed with other extended key usages.";
    }

    private static List<string> Uses(X509Certificate2 leaf)
    {
        try
        {
            return Find<X509EnhancedKeyUsageExtension>(leaf)?.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value ?? "").ToList() ?? [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    internal static T? Find<T>(X509Certificate2 certificate) where T : X509Extension => certificate.Extensions.OfType<T>().FirstOrDefault();
}
