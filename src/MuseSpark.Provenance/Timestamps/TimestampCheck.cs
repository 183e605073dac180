using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Cose;

namespace MuseSpark.Provenance.Timestamps;

/// <summary>What the time-stamp of a signature says.</summary>
/// <param name="Code">a C2PA status code; <see cref="Time"/> is there only with timeStamp.validated</param>
public sealed record TimestampVerdict(
    string Code,
    DateTimeOffset? Time = null,
    X509Certificate2? Signer = null,
    IReadOnlyList<X509Certificate2>? Others = null);

/// <summary>Checks time-stamps in claim signatures: sigTst2 (C2PA 2.x) and sigTst (1.x). Never throws.</summary>
public static class TimestampCheck
{
    private const int MaxToken = 256 * 1024, MaxCertificates = 8;

    public static bool HasTimestamp(CoseSignature signature) =>
        (signature.Unprotected["sigTst2"] ?? signature.Unprotected["sigTst"]) is not null;

    /// <summary>Judges the time-stamp that stands in a signature.</summary>
    public static TimestampVerdict Check(CoseSignature signature, ReadOnlyMemory<byte> claim)
    {
        var second = signature.Unprotected.Map("sigTst2");
        if ((second ?? signature.Unprotected.Map("sigTst")) is not { } holder
            || holder.List("tstTokens") is not [CborMap first]
            || first.Bytes("val") is not { Length: > 0 and < MaxToken } bytes)
            return new TimestampVerdict("timeStamp.malformed");

        // Version 1 stamps the claim, version 2 the signature.
        var stamped = second is null ? claim : CborDocument.Write(signature.Signature);
        return Check(second is null ? TokenOf(bytes) ?? bytes : bytes, signature.ToBeSigned("CounterSignature", stamped));
    }

    /// <param name="token">a TimeStampToken in DER</param>
    /// <param name="data">what it should be the time-stamp of</param>
    public static TimestampVerdict Check(ReadOnlyMemory<byte> token, ReadOnlySpan<byte> data)
    {
        try
        {
            if (!Rfc3161TimestampToken.TryDecode(token, out var decoded, out _)) return Undecodable(token, data);
            var others = decoded.AsSignedCms().Certificates;
            if (others.Count is 0 or > MaxCertificates || others.Any(CertificateAlgorithm.IsCostly))
                return new TimestampVerdict("timeStamp.untrusted");
            if (decoded.VerifySignatureForData(data, out var signer, others))
                return new TimestampVerdict("timeStamp.validated", decoded.TokenInfo.Timestamp, signer, [.. others]);
            return new TimestampVerdict(Imprint(decoded.TokenInfo, data) ? "timeStamp.untrusted" : "timeStamp.mismatch");
        }
        catch (Exception e) when (CertificateProfile.IsUnreadable(e))
        {
            return new TimestampVerdict("timeStamp.malformed");
        }
    }

    // The decoder refuses tokens whose certificate was not valid at their time; that has a code of its own.
    private static TimestampVerdict Undecodable(ReadOnlyMemory<byte> token, ReadOnlySpan<byte> data)
    {
        var cms = new SignedCms();
        cms.Decode(token.Span);
        if (!Rfc3161TimestampTokenInfo.TryDecode(cms.ContentInfo.Content, out var info, out _) || cms.SignerInfos.Count == 0)
            return new TimestampVerdict("timeStamp.malformed");
        if (!Imprint(info, data)) return new TimestampVerdict("timeStamp.mismatch");
        var signer = cms.SignerInfos[0].Certificate;
        return new TimestampVerdict(signer is not null && !CertificateProfile.IsValidAt(signer, info.Timestamp) ? "timeStamp.outsideValidity" : "timeStamp.untrusted");
    }

    private static bool Imprint(Rfc3161TimestampTokenInfo info, ReadOnlySpan<byte> data) =>
        info.HashAlgorithmId.Value switch
        {
            "2.16.840.1.101.3.4.2.1" => SHA256.HashData(data),
            "2.16.840.1.101.3.4.2.2" => SHA384.HashData(data),
            "2.16.840.1.101.3.4.2.3" => SHA512.HashData(data),
            _ => [],
        } is { Length: > 0 } hash && info.GetMessageHash().Span.SequenceEqual(hash);

    // TimeStampResp ::= SEQUENCE { status SEQUENCE, timeStampToken ContentInfo OPTIONAL }; a bare token begins with its object identifier
    // instead.
    internal static ReadOnlyMemory<byte>? TokenOf(ReadOnlyMemory<byte> response)
    {
        try
        {
            var reader = new AsnReader(response, AsnEncodingRules.BER).ReadSequence();
            if (reader.PeekTag() != Asn1Tag.Sequence) return null;
            reader.ReadEncodedValue();
            return reader.HasData ? reader.ReadEncodedValue() : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
