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
    /// The signature as it stands in a manifest, with time-stamp and zeros to fill it up (C2PA 10.4.2); neither changes what is signed.
    /// </summary>
    /// <param name="pad">zeros; null leaves the header out</param>
    /// <param name="pad2">zeros in a second such header</param>
    public static byte[] Encode(CoseSignature signature, byte[]? timestampToken, int? pad = null, int? pad2 = null) => (signature with
    {
        Unprotected = new CborMap
        {
            ["sigTst2"] = timestampToken is null
                ? null
                : new CborMap { ["tstTokens"] = new List<object?> { new CborMap { ["val"] = timestampToken } } },
            ["pad"] = pad is { } zeros ? new byte[zeros] : null,
            ["pad2"] = pad2 is { } more ? new byte[more] : null,
        },
    }).Write();

    /// <summary>
    /// As <see cref="Encode"/>, exactly <paramref name="length"/> bytes long; null when that is too short, or a length that zeros can't
    /// make.
    /// </summary>
    public static byte[]? Fill(CoseSignature signature, byte[]? timestampToken, int length)
    {
        var bare = Encode(signature, timestampToken);
        if (bare.Length == length) return bare;
        for (var pad = Math.Max(0, length - bare.Length - PadHeader); pad <= length - bare.Length; pad++)
            if (Encode(signature, timestampToken, pad) is var filled && filled.Length == length) return filled;
        return null;
    }

    // "pad" and the length of what follows take 5 to 9 bytes.
    private const int PadHeader = 9;
}
