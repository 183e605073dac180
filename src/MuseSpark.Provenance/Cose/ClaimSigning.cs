using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Certificates;

namespace MuseSpark.Provenance.Cose;

/// <summary>Signs claims.</summary>
public static class ClaimSigning
{
    /// <summary>A COSE signature with the certificate chain protected and nothing unprotected (C2PA 13.2).</summary>
    public static CoseSignature Sign(ReadOnlySpan<byte> claim, SigningIdentity identity)
    {
        var chain = identity.Chain.Select(certificate => (object?)certificate.RawData).ToList();
        var headers = new CoseHeaderMap
        {
            [new CoseHeaderLabel(33)] = CoseHeaderValue.FromEncodedValue(CborDocument.Write(chain.Count == 1 ? chain[0] : chain)),
        };
        var signer = identity.Key is RSA rsa
            ? new CoseSigner(rsa, RSASignaturePadding.Pss, identity.Algorithm.Hash, headers)
            : new CoseSigner(identity.Key, identity.Algorithm.Hash, headers);
        return CoseSignature.Read(CoseSign1Message.SignDetached(claim.ToArray(), signer))!;
    }

    /// <summary>
    /// The signature as it stands in a manifest, exactly <paramref name="length"/> bytes long: with the time-stamp and with zeros that fill it up (C2PA 10.4.2).
    /// </summary>
    /// <returns>null when it can't have that length; one byte more or less can always be had</returns>
    public static byte[]? Fill(CoseSignature signature, byte[]? timestampToken, int length)
    {
        var bare = With(signature, timestampToken, null).Write().Length;
        if (bare == length) return With(signature, timestampToken, null).Write();
        for (var pad = Math.Max(0, length - bare - PadOverhead); pad <= length - bare; pad++)
        {
            var filled = With(signature, timestampToken, new byte[pad]).Write();
            if (filled.Length == length) return filled;
        }
        return null;
    }

    private const int PadOverhead = 10;

    private static CoseSignature With(CoseSignature signature, byte[]? timestampToken, byte[]? pad) => signature with
    {
        Unprotected = new CborMap
        {
            ["sigTst2"] = timestampToken is null ? null : new CborMap { ["tstTokens"] = new List<object?> { new CborMap { ["val"] = timestampToken } } },
            ["pad"] = pad,
        },
    };
}
