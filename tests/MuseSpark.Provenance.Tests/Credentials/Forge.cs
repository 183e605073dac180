using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>Signs with anything, also with what the library refuses to sign with.</summary>
public static class Forge
{
    private static readonly CoseSignature None = new(default, [], [], default);

    public static byte[] Sign(byte[] file, IReadOnlyList<X509Certificate2> chain, AsymmetricAlgorithm key, SignatureAlgorithm algorithm)
    {
        var draft = new ManifestDraft(Signing.Definition, Signing.Now);
        return Embed(file, binding =>
        {
            var claim = draft.Claim(binding);
            return draft.Store(binding, claim, Signature(claim, chain, key, algorithm));
        });
    }

    /// <summary>A true signature over a claim that takes back assertions, which the library does not write.</summary>
    /// <param name="edit">what is done to the store when the claim is signed</param>
    public static byte[] Redact(byte[] file, ManifestDefinition definition, string[] redacted, Func<byte[], byte[]> edit)
    {
        var draft = new ManifestDraft(definition, Signing.Now);
        return Embed(file, binding =>
        {
            CborDocument.TryRead(draft.Claim(binding), out var read);
            var map = (CborMap)read!;
            map["redacted_assertions"] = redacted.Select(url => (object?)url).ToList();
            var claim = CborDocument.Write(map);
            return edit(draft.Store(binding, claim, ClaimSigning.Sign(claim, Signing.Identity).Write()));
        });
    }

    /// <summary>A manifest that nobody signed: its signature is any bytes.</summary>
    /// <param name="assertions">boxes</param>
    public static byte[] Unsigned(string label, string[] redacted, params byte[][] assertions)
    {
        var uris = assertions.Select(box => new HashedUri(JumbfUri.Relative(JumbfReader.Read(box, out _)!.Label), null, SHA256.HashData(box.AsSpan(8))));
        var claim = CborDocument.Write(new CborMap
        {
            ["instanceID"] = "xmp:iid:1",
            ["claim_generator_info"] = new CborMap { ["name"] = "anybody" },
            ["signature"] = JumbfUri.Signature(label),
            ["created_assertions"] = uris.Select(uri => (object?)uri.ToCbor()).ToList(),
            ["redacted_assertions"] = redacted.Select(url => (object?)url).ToList(),
            ["alg"] = "sha256",
        });
        return JumbfWriter.Superbox(
            BoxTypes.Manifest,
            label,
            JumbfWriter.Superbox(BoxTypes.AssertionStore, "c2pa.assertions", [.. assertions.Select(box => (ReadOnlyMemory<byte>)box)]),
            JumbfWriter.Cbor(BoxTypes.Claim, "c2pa.claim.v2", claim),
            JumbfWriter.Cbor(BoxTypes.Signature, "c2pa.signature", "any bytes"u8.ToArray()));
    }

    /// <summary>The file with a store whose binding is right for it.</summary>
    /// <param name="store">makes a store with a binding, always of one length</param>
    public static byte[] Embed(byte[] file, Func<byte[], byte[]> store)
    {
        var container = ContainerList.For(file)!;
        var place = new ByteRange(33, 5000);
        var signed = file;
        for (var step = 0; step < 4; step++)
        {
            var binding = DataBinding.Box(place, step < 2 ? new byte[32] : DataBinding.Hash(container, signed, [place]));
            signed = container.Embed(file, store(binding));
            place = container.Find(signed)!.Place;
        }
        return signed;
    }

    private static byte[] Signature(byte[] claim, IReadOnlyList<X509Certificate2> chain, AsymmetricAlgorithm key, SignatureAlgorithm algorithm)
    {
        var certificates = chain.Select(certificate => (object?)certificate.RawData).ToList();
        var headers = CborDocument.Write(new CborMap { [1L] = algorithm.Number, [33L] = certificates });
        var signature = None with { ProtectedBytes = headers };
        var signed = signature.ToBeSigned("Signature1", claim);
        return (signature with
        {
            Signature = key switch
            {
                ECDsa elliptic => elliptic.SignData(signed, algorithm.Hash),
                RSA rsa => rsa.SignData(signed, algorithm.Hash, RSASignaturePadding.Pss),
                _ => throw new ArgumentException("No such key."),
            },
        }).Write();
    }
}
