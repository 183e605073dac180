using System.Security.Cryptography;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Puts a signed store into a file. The claim states where the store lies, so its length must be known before it is signed: a draft with the right lengths
/// shows the place, then come the true hash and signature. In text a store's length also depends on its bytes, so on the signature: there zeros beside the
/// signature make it fit, and when they can't (a zero takes 3 bytes), it is signed again.
/// </summary>
internal sealed class Embedding
{
    // Of zeros beside a signature in text: 12, so that there can be 11 more or less without another length of their own header.
    private const int TextPad = 17, ZeroInText = 3, MaxSteps = 8;

    private readonly IContainer container;
    private readonly byte[] bare;
    private readonly ManifestDraft draft;
    private readonly SigningIdentity identity;
    private byte[] hash = [], draftFile = [];
    private int signatureLength;
    private ByteRange place;
    private byte[] binding = [], claim = [];
    private CoseSignature? signature;
    private bool aimed;

    /// <param name="reserve">bytes to keep for a time-stamp</param>
    /// <exception cref="ContainerException">The format can't carry credentials, or the file is broken.</exception>
    public Embedding(ReadOnlyMemory<byte> file, ManifestDraft draft, SigningIdentity identity, int reserve)
    {
        container = ContainerList.For(file.Span) ?? throw new ContainerException("general.error", "A file of this format can't carry credentials: keep them beside it, in a .c2pa file.");
        bare = container.Remove(file);
        (this.draft, this.identity) = (draft, identity);
        signatureLength = ClaimSigning.Sign([], identity).Write().Length + reserve;

        Aim();
    }

    /// <summary>Signs the claim.</summary>
    public CoseSignature Sign()
    {
        binding = container is ZipContainer zip ? CollectionBinding.Box(zip.HashCollection(draftFile, HashAlgorithmName.SHA256)) : DataBinding.Box(place, hash);
        claim = draft.Claim(binding);
        return signature = ClaimSigning.Sign(claim, identity);
    }

    /// <summary>The signed file; null when signature and time-stamp don't fit what the claim says: then sign again.</summary>
    public byte[]? Finish(byte[]? token)
    {
        if (Store(token, signatureLength) is not { } store)
        {
            signatureLength += token!.Length;
            Aim();
            return null;
        }
        var actual = Place(store);
        if (actual == place) return container.Embed(bare, store);
        var missing = place.Length - actual.Length;
        if (aimed && missing % ZeroInText == 0 && Store(token, signatureLength + (int)(missing / ZeroInText)) is { } padded && Place(padded) == place)
            return container.Embed(bare, padded);
        if (!aimed)
        {
            signatureLength += TextPad;
            if (Store(token, signatureLength) is { } longer) place = Place(longer);
            aimed = true;
        }
        return null;
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
        var box = container is ZipContainer zip ? CollectionBinding.Box(zip.HashCollection(bare, HashAlgorithmName.SHA256)) : DataBinding.Box(place, new byte[SHA256.HashSizeInBytes]);
        return draft.Store(box, draft.Claim(box), new byte[signatureLength]);
    }

    private byte[]? Store(byte[]? token, int length) => ClaimSigning.Fill(signature!, token, length) is { } filled ? draft.Store(binding, claim, filled) : null;
}
