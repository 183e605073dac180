using System.IO.Compression;
using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>
/// The reference implementation (c2pa-wasm 0.13.3) reads archives of uncompressed files, but takes the files that a collection binds
/// as a map from address to hash, where the standard (18.8) has a list: it can't decode ours. Bound in its way, the hashes can be compared.
/// </summary>
public sealed class ArchiveHashTests
{
    private static readonly ZipContainer Zip = new();

    [Fact]
    public void The_reference_implementation_computes_the_same_hashes_of_an_archive()
    {
        var signed = SignedAsMap(Uncompressed());
        byte[] changedFile = [.. signed], changedDirectory = [.. signed];
        changedFile[40]++; // in the text of the first file
        changedDirectory[changedDirectory.AsSpan().IndexOf("PK\x01\x02"u8) + 12]++; // the first file's time
        var verdicts = ReferencePeer.Judge([.. new[] { signed, changedFile, changedDirectory }.Select(file => (file, Zip.MediaTypes[0]))], Signing.RootPem);
        Assert.Empty(verdicts[0].Failure);
        Assert.Equal("Trusted", verdicts[0].State);
        Assert.Contains("assertion.collectionHash.match", verdicts[0].Success);
        Assert.Equal(["assertion.collectionHash.mismatch"], verdicts[1].Failure);
        Assert.Equal(["assertion.collectionHash.mismatch"], verdicts[2].Failure);
        Assert.Equal(CredentialState.Trusted, CredentialReader.Read(signed, Signing.Trust, Signing.Now).State);
        Assert.Contains(CredentialReader.Read(changedDirectory, Signing.Trust, Signing.Now).Failures, f => f.Code == "assertion.collectionHash.mismatch");
    }

    [Fact]
    public void What_we_write_is_more_than_the_reference_implementation_can_decode() =>
        Assert.Contains("expected a map", ReferencePeer.Judge(Signing.Sign(Samples.Epub), Zip.MediaTypes[0]).Error);

    private static byte[] Uncompressed()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "mimetype", "META-INF/container.xml", "text/chapter.xhtml" })
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write("application/epub+zip"u8);
            }
        }
        return file.ToArray();
    }

    private static byte[] SignedAsMap(byte[] bare)
    {
        var draft = new ManifestDraft(Signing.Definition, Signing.Now);
        var length = Store(draft, bare).Length;
        var store = Store(draft, Zip.Embed(bare, new byte[length]));
        Assert.Equal(length, store.Length);
        return Zip.Embed(bare, store);
    }

    private static byte[] Store(ManifestDraft draft, byte[] archive)
    {
        var hashes = Zip.HashCollection(archive, HashAlgorithmName.SHA256);
        var uris = new CborMap();
        foreach (var member in hashes.Members) uris[member.Uri] = new CborMap { ["hash"] = member.Hash, ["size"] = member.Size };
        const string label = "c2pa.hash.collection.data";
        var box = Assertion.Cbor(label, new CborMap { ["uris"] = uris, ["alg"] = "sha256", ["zip_central_directory_hash"] = hashes.CentralDirectory }).Box(label);
        var claim = draft.Claim(box);
        return draft.Store(box, claim, ClaimSigning.Sign(claim, Signing.Identity).Write());
    }
}
