using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace MuseSpark.Provenance.Certificates;

/// <summary>What X509Certificate2 does not tell: read from the DER bytes.</summary>
internal static class CertificateAlgorithm
{
    private const string Pss = "1.2.840.113549.1.1.10", RsaKey = "1.2.840.113549.1.1.1", EllipticKey = "1.2.840.10045.2.1";

    private const int MaxModulus = 4096 / 8 + 1, MaxExponent = 8;

    private static readonly HashSet<string> Allowed =
    [
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
        "1.3.101.112", Pss,
    ];

    private static readonly HashSet<string> Sha2 = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    public static bool IsAllowed(X509Certificate2 certificate)
    {
        var algorithm = certificate.SignatureAlgorithm.Value ?? "";
        return Allowed.Contains(algorithm) && (algorithm != Pss || PssHashIsAllowed(certificate));
    }

    /// <summary>The object identifier of an elliptic key's curve; null for other keys and when it can't be read.</summary>
    public static string? Curve(X509Certificate2 certificate)
    {
        try
        {
            return certificate.PublicKey.Oid.Value == EllipticKey && certificate.PublicKey.EncodedParameters?.RawData is { Length: > 0 } parameters
                ? AsnDecoder.ReadObjectIdentifier(parameters, AsnEncodingRules.DER, out _)
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The length of an RSA key's modulus; null for other keys, 0 when it can't be read.</summary>
    public static int? RsaBits(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value is not (RsaKey or Pss)) return null;
        try
        {
            var key = new AsnReader(certificate.PublicKey.EncodedKeyValue.RawData, AsnEncodingRules.DER).ReadSequence();
            var modulus = key.ReadIntegerBytes().Span.TrimStart((byte)0);
            return modulus.IsEmpty ? 0 : modulus.Length * 8 - System.Numerics.BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
        }
        catch (AsnContentException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Whether one check with the key may take as long as thousands of usual ones: RSA with a giant modulus or exponent. Never throws.
    /// </summary>
    public static bool IsCostly(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value is not (RsaKey or Pss)) return false;
        try
        {
            var key = new AsnReader(certificate.PublicKey.EncodedKeyValue.RawData, AsnEncodingRules.DER).ReadSequence();
            return key.ReadIntegerBytes().Length > MaxModulus || key.ReadIntegerBytes().Length > MaxExponent;
        }
        catch (AsnContentException)
        {
            return true;
        }
    }

    // TBSCertificate: ... subjectPublicKeyInfo, [1] issuerUniqueID?, [2] subjectUniqueID?, [3] extensions?
    public static bool HasUniqueIds(X509Certificate2 certificate)
    {
        var body = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        while (body.HasData)
        {
            var tag = body.PeekTag();
            if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue is 1 or 2) return true;
            body.ReadEncodedValue();
        }
        return false;
    }

    // RSASSA-PSS-params: [0] hash, [1] mask generation with the same hash.
    private static bool PssHashIsAllowed(X509Certificate2 certificate)
    {
        var outer = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence();
        outer.ReadEncodedValue();
        var algorithm = outer.ReadSequence();
        algorithm.ReadObjectIdentifier();
        if (!algorithm.HasData) return false;
        var parameters = algorithm.ReadSequence();
        var first = new Asn1Tag(TagClass.ContextSpecific, 0);
        var second = new Asn1Tag(TagClass.ContextSpecific, 1);
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(first)) return false;
        var hash = parameters.ReadSequence(first).ReadSequence().ReadObjectIdentifier();
        if (!parameters.HasData || !parameters.PeekTag().HasSameClassAndValue(second)) return false;
        var mask = parameters.ReadSequence(second).ReadSequence();
        mask.ReadObjectIdentifier();
        return Sha2.Contains(hash) && mask.ReadSequence().ReadObjectIdentifier() == hash;
    }
}
