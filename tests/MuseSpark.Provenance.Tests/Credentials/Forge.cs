using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>Signs with anything, also with what the library refuses to sign with.</summary>
public static class Forge
{
    private static readonly CoseSignature None = new(default, [], [], default);

    public static byte[] Sign(byte[] file, IReadOnlyList<X509Certificate2> chain, AsymmetricAlgorithm key, SignatureAlgorithm algorithm)
    {
        var container = ContainerList.For(file)!;
        var draft = new ManifestDraft(Signing.Definition, Signing.Now);
        var place = new ByteRange(33, 5000);
        var signed = file;
        for (var step = 0; step < 4; step++)
        {
            var binding = DataBinding.Box(place, step < 2 ? new byte[32] : DataBinding.Hash(container, signed, [place]));
            var claim = draft.Claim(binding);
            signed = container.Embed(file, draft.Store(binding, claim, Signature(claim, chain, key, algorithm)));
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
