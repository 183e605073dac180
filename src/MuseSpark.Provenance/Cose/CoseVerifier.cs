using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Certificates;

namespace MuseSpark.Provenance.Cose;

/// <summary>Checks the mathematics of a signature; whether the certificate is a good one is not its matter.</summary>
public static class CoseVerifier
{
    private const string RsaPssKey = "1.2.840.113549.1.1.10";

    /// <param name="payload">the claim, byte for byte</param>
    /// <returns>false also when key and algorithm don't fit each other; never throws</returns>
    public static bool Verify(CoseSignature signature, SignatureAlgorithm algorithm, X509Certificate2 leaf, ReadOnlyMemory<byte> payload)
    {
        if (!algorithm.Fits(leaf)) return false;
        var signed = signature.ToBeSigned("Signature1", payload);
        try
        {
            return algorithm.IsElliptic
                ? VerifyElliptic(leaf, algorithm, signed, signature.Signature.Span)
                : VerifyRsa(leaf, algorithm, signed, signature.Signature.Span);
        }
        catch (Exception e) when (CertificateProfile.IsUnreadable(e))
        {
            return false;
        }
    }

    /// <summary>Whether an elliptic signature is written as DER, which C2PA forbids: it wants r and s side by side.</summary>
    public static bool IsDer(ReadOnlySpan<byte> signature)
    {
        if (!AsnDecoder.TryReadEncodedValue(signature, AsnEncodingRules.DER, out var tag, out var offset, out var length, out var used))
            return false;
        if (tag != Asn1Tag.Sequence || used != signature.Length) return false;
        var inside = signature.Slice(offset, length);
        return AsnDecoder.TryReadEncodedValue(inside, AsnEncodingRules.DER, out var r, out _, out _, out var first) && r == Asn1Tag.Integer
            && AsnDecoder.TryReadEncodedValue(inside[first..], AsnEncodingRules.DER, out var s, out _, out _, out var second) && s == Asn1Tag.Integer
            && first + second == inside.Length;
    }

    private static bool VerifyElliptic(X509Certificate2 leaf, SignatureAlgorithm algorithm, byte[] signed, ReadOnlySpan<byte> signature)
    {
        using var key = leaf.GetECDsaPublicKey();
        return key is not null
            && key.VerifyData(signed, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static bool VerifyRsa(X509Certificate2 leaf, SignatureAlgorithm algorithm, byte[] signed, ReadOnlySpan<byte> signature)
    {
        using var key = leaf.GetRSAPublicKey() ?? PssKey(leaf);
        return key is not null && key.VerifyData(signed, signature, algorithm.Hash, RSASignaturePadding.Pss);
    }

    // .NET knows keys marked for any use of RSA, not those marked for PSS only; the key inside is the same.
    private static RSA? PssKey(X509Certificate2 leaf)
    {
        if (leaf.PublicKey.Oid.Value != RsaPssKey) return null;
        var key = RSA.Create();
        key.ImportRSAPublicKey(leaf.PublicKey.EncodedKeyValue.RawData, out _);
        return key;
    }
}
