using System.Security.Cryptography;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Puts a signed store into a file. The claim states where the store lies, so its length must be known before it is signed: a draft with
/// the right lengths
/// shows the place, then come the true hash and signature. In text the length depends on the bytes too, so on the signature: there the
/// first signature
/// only shows how long it is going to be, and zeros make up the difference of the second.
/// </summary>
internal sealed class Embedding
{
    private const int MaxSteps = 8;

    private readonly IContainer container;
    private readonly byte[] bare;
    private readonly ManifestDraft draft;
    private readonly SigningIdentity identity;
    private readonly bool elastic;
    private byte[] hash = [], draftFile = [];
    private int signatureLength;
    private ByteRange place;
    private byte[] binding = [], claim = [];
    private CoseSignature? signature;
    private bool aimed;

    /// <param name="reserve">bytes to keep for a time-stamp</param>
    /// <param name="mediaType">as in <see cref="ContainerList.For"/></param>
    /// <exception cref="ContainerException">The format can't carry credentials, or the file is broken.</exception>
    public Embedding(ReadOnlyMemory<byte> file, ManifestDraft draft, SigningIdentity identity, int reserve, string? mediaType)
    {
        container = ContainerList.For(file.Span, mediaType) ?? throw AnyFile.Unable();
        bare = container.Remove(file);
        (this.draft, this.identity) = (draft, identity);
        elastic = container.Plan(bare, [0, 0, 0]) != container.Plan(bare, [255, 255, 255]);
        signatureLength = ClaimSigning.Encode(ClaimSigning.Sign([], identity), null).Length + (elastic ? 0 : reserve);
        Aim();
    }

    /// <summary>Signs the claim.</summary>
    public CoseSignature Sign()
    {
        binding = container is ZipContainer zip
            ? CollectionBinding.Box(zip.HashCollection(draftFile, HashAlgorithmName.SHA256))
            : DataBinding.Box(place, hash);
        claim = draft.Claim(binding);
        return signature = ClaimSigning.Sign(claim, identity);
    }

    /// <summary>The signed file; null when signature and time-stamp don't fit what the claim says: then sign again.</summary>
    public byte[]? Finish(byte[]? token)
    {
        if (elastic) return FinishElastic(token);
        if (ClaimSigning.Fill(signature!, token, signatureLength) is { } filled) return container.Embed(bare, Store(filled));
        signatureLength += token!.Length;
        Aim();
        return null;
    }

    private byte[]? FinishElastic(byte[]? token)
    {
        if (aimed && Padding.Fit(Encode, store => Place(store).Length, place.Length) is { } fitting) return container.Embed(bare, fitting);
        place = place with { Length = Place(Encode(null, null)).Length + Padding.Slack };
        aimed = true;
        return null;

        byte[] Encode(int? pad, int? pad2) => Store(ClaimSigning.Encode(signature!, token, pad, pad2));
    }

    // The lengths in the claim have lengths themselves, so it takes some steps until all of them are right.
    private void Aim()
    {
        var store = Draft();
        for (var step = 0; step < MaxSteps && Place(store) != place; step++)
        {
            place = Place(store);
            store = Draft();
        }
        draftFile = container.Embed(bare, store);
        hash = container is ZipContainer ? [] : DataBinding.Hash(container, draftFile, [Place(store)]);
    }

    private ByteRange Place(byte[] store) => container.Plan(bare, store);

    private byte[] Draft()
    {
        var box = container is ZipContainer zip
            ? CollectionBinding.Box(zip.HashCollection(bare, HashAlgorithmName.SHA256))
            : DataBinding.Box(place, new byte[SHA256.HashSizeInBytes]);
        return draft.Store(box, draft.Claim(box), new byte[signatureLength]);
    }

    private byte[] Store(byte[] encoded) => draft.Store(binding, claim, encoded);
}
