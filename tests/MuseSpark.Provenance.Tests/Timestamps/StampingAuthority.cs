using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Certificates;

namespace MuseSpark.Provenance.Tests.Timestamps;

/// <summary>A small time-stamp authority (RFC 3161) that stamps with any time.</summary>
public sealed class StampingAuthority
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4", SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    private readonly X509Certificate2 certificate;
    private readonly X509Certificate2 issuer;

    public StampingAuthority(X509Certificate2 issuer, DateTimeOffset from, DateTimeOffset to)
    {
        this.issuer = issuer;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=Stamps, CN=Stamp 1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateProfile.TimeStamping)], true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        using var bare = request.Create(issuer, from, to, [9, 8, 7, 6]);
        certificate = bare.CopyWithPrivateKey(key);
    }

    /// <summary>TimeStampResp ::= SEQUENCE { status SEQUENCE { INTEGER 0 }, token ContentInfo }</summary>
    public byte[] Answer(ReadOnlyMemory<byte> request, DateTimeOffset time)
    {
        if (!Rfc3161TimestampRequest.TryDecode(request, out var asked, out _)) throw new ArgumentException("No time-stamp request.", nameof(request));
        var content = new ContentInfo(new Oid(TstInfo), Info(asked, time));
        var cms = new SignedCms(content);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"), IncludeOption = X509IncludeOption.EndCertOnly };
        signer.Certificates.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), EssCertificate()));
        cms.ComputeSignature(signer);

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteInteger(0);
            writer.WriteEncodedValue(cms.Encode());
        }
        return writer.Encode();
    }

    // TSTInfo ::= SEQUENCE { version 1, policy, messageImprint, serialNumber, genTime, nonce }
    private static byte[] Info(Rfc3161TimestampRequest asked, DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier("1.2.3.4.5");
            using (writer.PushSequence())
            {
                using (writer.PushSequence()) writer.WriteObjectIdentifier(asked.HashAlgorithmId.Value!);
                writer.WriteOctetString(asked.GetMessageHash().Span);
            }
            writer.WriteInteger(42);
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
            if (asked.GetNonce() is { } nonce) writer.WriteInteger(nonce.Span);
        }
        return writer.Encode();
    }

    // SigningCertificateV2 ::= SEQUENCE { SEQUENCE OF ESSCertIDv2 { certHash } }, the hash SHA-256 by default (RFC 5035)
    private byte[] EssCertificate()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        return writer.Encode();
    }
}
