using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Timestamps;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Signs files (C2PA 10.3). Stateless, safe from many threads.</summary>
public static class CredentialSigner
{
    private const int TimestampReserve = 8 * 1024, MaxTries = 100, MaxTimestamps = 5;

    /// <summary>
    /// The file with credentials in it. Credentials that it had are replaced: to keep them, name the file as parent ingredient.
    /// </summary>
    /// <param name="at">now; ingredients are judged at that time</param>
    /// <param name="mediaType">as in <see cref="ContainerList.For"/></param>
    /// <exception cref="ContainerException">The format can't carry credentials, or the file is broken; <see cref="SignSidecar"/> takes any
    /// file.</exception>
    /// <exception cref="ArgumentException">The definition contradicts itself.</exception>
    public static byte[] Sign(ReadOnlyMemory<byte> file, ManifestDefinition definition, SigningIdentity identity, DateTimeOffset at, string? mediaType = null)
    {
        var embedding = new Embedding(file, new ManifestDraft(definition, at), identity, reserve: 0, mediaType);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            embedding.Sign();
            if (embedding.Finish(token: null) is { } signed) return signed;
        }
        throw new CryptographicException($"The credentials did not fit the file in {MaxTries} tries.");
    }

    /// <summary>
    /// As <see cref="Sign"/>, with a time-stamp, so that the credentials stay valid after the certificate has expired. It may take two
    /// stamps until one fits.
    /// </summary>
    /// <exception cref="TimestampException">The authority gave no usable answer.</exception>
    public static async Task<byte[]> SignAsync(
        ReadOnlyMemory<byte> file,
        ManifestDefinition definition,
        SigningIdentity identity,
        DateTimeOffset at,
        TimestampAuthority authority,
        CancellationToken cancellationToken,
        string? mediaType = null)
    {
        var embedding = new Embedding(file, new ManifestDraft(definition, at), identity, TimestampReserve, mediaType);
        for (var attempt = 0; attempt < MaxTimestamps; attempt++)
        {
            var token = await Timestamp(embedding.Sign(), authority, cancellationToken);
            if (embedding.Finish(token) is { } signed) return signed;
        }
        throw new TimestampException($"None of {MaxTimestamps} time-stamps fitted the file.");
    }

    /// <summary>A store to be kept beside the file (.c2pa), which stays as it is and may be of any format.</summary>
    public static byte[] SignSidecar(ReadOnlyMemory<byte> file, ManifestDefinition definition, SigningIdentity identity, DateTimeOffset at)
    {
        var draft = new ManifestDraft(definition, at);
        var binding = DataBinding.Box(null, DataBinding.Hash(ContainerList.For(file.Span) ?? new AnyFile(), file, []));
        var claim = draft.Claim(binding);
        return draft.Store(binding, claim, ClaimSigning.Sign(claim, identity).Write());
    }

    /// <summary>As <see cref="SignSidecar"/>, with a time-stamp.</summary>
    /// <exception cref="TimestampException">The authority gave no usable answer.</exception>
    public static async Task<byte[]> SignSidecarAsync(
        ReadOnlyMemory<byte> file,
        ManifestDefinition definition,
        SigningIdentity identity,
        DateTimeOffset at,
        TimestampAuthority authority,
        CancellationToken cancellationToken)
    {
        var draft = new ManifestDraft(definition, at);
        var binding = DataBinding.Box(null, DataBinding.Hash(ContainerList.For(file.Span) ?? new AnyFile(), file, []));
        var claim = draft.Claim(binding);
        var signature = ClaimSigning.Sign(claim, identity);
        return draft.Store(binding, claim, ClaimSigning.Encode(signature, await Timestamp(signature, authority, cancellationToken)));
    }

    private static async Task<byte[]> Timestamp(CoseSignature signature, TimestampAuthority authority, CancellationToken cancellationToken)
    {
        var request = new TimestampRequest(signature.ToBeSigned("CounterSignature", CborDocument.Write(signature.Signature)));
        return request.Accept(await authority(request.Bytes, cancellationToken));
    }
}
