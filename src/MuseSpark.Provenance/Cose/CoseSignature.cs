using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Cose;

/// <summary>
/// A COSE_Sign1 with a detached payload (RFC 9052 section 4.2, C2PA 13.2): 18([protected, unprotected, nil, signature]). A payload that
/// some write in the place of nil does not matter: what is verified is always the claim.
/// </summary>
/// <param name="ProtectedBytes">the protected headers as they were signed</param>
public sealed record CoseSignature(ReadOnlyMemory<byte> ProtectedBytes, CborMap Protected, CborMap Unprotected, ReadOnlyMemory<byte> Signature)
{
    private const ulong Sign1Tag = 18;
    private const long AlgorithmLabel = 1, ChainLabel = 33;
    private const int MaxCertificates = 8;

    /// <summary>The COSE algorithm number, for instance -7 for ES256; null when there is none.</summary>
    public long? Algorithm => Protected.Integer(AlgorithmLabel);

    /// <summary>
    /// The signer's certificate (DER) and what leads to its root. Older files have them under the text "x5chain", and unprotected.
    /// Empty when there are none, more than 8, or both protected and unprotected ones.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates
    {
        get
        {
            var inside = Chain(Protected[ChainLabel] ?? Protected["x5chain"]);
            var outside = Chain(Unprotected["x5chain"] ?? Unprotected[ChainLabel]);
            return inside.Count > 0 && outside.Count > 0 ? [] : inside.Count > 0 ? inside : outside;
        }
    }

    /// <summary>Null when the bytes are no tagged COSE_Sign1.</summary>
    public static CoseSignature? Read(ReadOnlyMemory<byte> bytes)
    {
        if (!CborDocument.TryRead(bytes, out var value)
            || value is not CborTagged { Tag: Sign1Tag, Value: IReadOnlyList<object?> { Count: 4 } parts })
            return null;
        if (!CborMap.TryBytes(parts[0], out var inside)
            || parts[1] is not CborMap outside
            || !CborMap.TryBytes(parts[3], out var signature))
            return null;
        if (parts[2] is not null && !CborMap.TryBytes(parts[2], out _)) return null;
        var headers = inside.IsEmpty ? new CborMap() : CborDocument.ReadMap(inside);
        return headers is null ? null : new CoseSignature(inside, headers, outside, signature);
    }

    public byte[] Write() =>
        CborDocument.Write(new CborTagged(Sign1Tag, new List<object?> { ProtectedBytes, Unprotected, null, Signature }));

    /// <summary>The Sig_structure (RFC 9052 section 4.4).</summary>
    /// <param name="context">"Signature1" for the signature, "CounterSignature" for a time-stamp</param>
    public byte[] ToBeSigned(string context, ReadOnlyMemory<byte> payload) =>
        CborDocument.Write(new List<object?> { context, ProtectedBytes, Array.Empty<byte>(), payload });

    private static List<ReadOnlyMemory<byte>> Chain(object? value)
    {
        if (CborMap.TryBytes(value, out var one)) return [one];
        var chain = new List<ReadOnlyMemory<byte>>();
        foreach (var item in value as IReadOnlyList<object?> ?? [])
            if (CborMap.TryBytes(item, out var certificate)) chain.Add(certificate);
        return chain.Count <= MaxCertificates ? chain : [];
    }
}
