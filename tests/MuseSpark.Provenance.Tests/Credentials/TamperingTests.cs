using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>Every way to break signed pictures has the code here that the reference implementation has for it.</summary>
public sealed class TamperingTests
{
    private static readonly string[] Formats = ["palette png", "progressive jpeg", "lossy webp"];

    public static readonly Dictionary<string, Func<IContainer, byte[], byte[]>> Ways = new()
    {
        ["pixel"] = (container, bare) => Flip(Signing.Sign(bare), file => Outside(container, file)),
        ["assertion"] = (_, bare) => Flip(Signing.Sign(bare), file => Position(file, "Spark Picture 2")),
        ["claim"] = (_, bare) => Flip(Signing.Sign(bare), file => Position(file, "A lighthouse")),
        ["signature"] = (container, bare) => Flip(Signing.Sign(bare), file => (int)container.Find(file)!.Place.End - (container is PngContainer ? 20 : 16)),
        ["certificate"] = (_, bare) => Flip(Signing.Sign(bare), file => Position(file, "Workspace 1")),
        ["swapped store"] = (container, bare) => container.Embed(bare, container.Find(Signing.Sign(Other(container)))!.Store.Span),
        ["assertion added"] = (container, bare) => Edited(container, bare, store => StoreEdits.AddAssertion(store, JumbfWriter.Cbor(BoxTypes.Cbor, "com.example.added", CborDocument.Write(new CborMap())))),
        ["assertion removed"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => box.Label == "c2pa.ai-disclosure" ? [] : null)),
        ["binding removed"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => box.Label == "c2pa.hash.data" ? [] : null)),
        ["claim removed"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => box.Type == BoxTypes.Claim ? [] : null)),
        ["claim twice"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => box.Type == BoxTypes.Claim ? [box.Whole.ToArray(), box.Whole.ToArray()] : null)),
        ["signature removed"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => box.Type == BoxTypes.Signature ? [] : null)),
        ["manifest removed"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => box.Type == BoxTypes.Manifest ? [] : null)),
        ["store cut"] = (container, bare) => container.Embed(bare, container.Find(Signing.Sign(bare))!.Store.Span[..^200]),
        ["wrong range"] = (container, bare) => Rebound(container, bare, place => [place with { Length = place.Length - 4 }], place => [place]),
        ["range too wide"] = (container, bare) => Rebound(container, bare, place => [Wider(place)], place => [Wider(place)]),
        ["range beyond the file"] = (container, bare) => Rebound(container, bare, place => [place with { Length = 1_000_000 }], place => [place]),
        ["no exclusion"] = (container, bare) => Rebound(container, bare, _ => [], place => [place]),
        ["DER signature"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, DerSignature)),
        ["other algorithm"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => Resigned(box, s => s with { ProtectedBytes = CborDocument.Write(new CborMap { [1L] = -257L, [33L] = s.Protected[33L] }) }))),
        ["no certificate"] = (container, bare) => Edited(container, bare, store => StoreEdits.Edit(store, box => Resigned(box, s => s with { ProtectedBytes = CborDocument.Write(new CborMap { [1L] = -7L }) }))),
    };

    [Fact]
    public void Every_way_of_breaking_is_found_and_named_as_the_reference_implementation_names_it()
    {
        var cases = (from format in Formats from way in Ways select (Name: $"{format}, {way.Key}", Samples.All[format].Container, File: way.Value(Samples.All[format].Container, Samples.All[format].Bare))).ToList();
        var verdicts = ReferencePeer.Judge([.. cases.Select(c => (c.File, c.Container.MediaTypes[0]))], Signing.RootPem);
        var differences = new List<string>();
        foreach (var (test, peer) in cases.Zip(verdicts))
        {
            var ours = CredentialReader.Read(test.File, Signing.Trust, Signing.Now);
            var codes = Codes(ours.Failures.Select(failure => failure.Code));
            if (ours.State != CredentialState.Invalid || peer.State is "Valid" or "Trusted")
                differences.Add($"{test.Name}: {peer.State} there, {ours.State} here");
            else if (peer.State == "Invalid" && Codes(peer.Failure) != codes)
                differences.Add($"{test.Name}: {Codes(peer.Failure)} there, {codes} here");
        }
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void A_file_with_two_stores_is_invalid_for_both()
    {
        var signed = Signing.Sign(Samples.PalettePng);
        var place = new PngContainer().Find(signed)!.Place;
        byte[] doubled = [.. signed[..(int)place.End], .. signed[(int)place.Start..]];
        Assert.Equal(CredentialState.Invalid, CredentialReader.Read(doubled, Signing.Trust, Signing.Now).State);
        Assert.Equal("Error", ReferencePeer.Judge(doubled, "image/png").State);
    }

    [Fact]
    public void Every_cut_of_a_file_has_a_verdict()
    {
        var signed = Signing.Sign(Samples.PalettePng);
        for (var length = 0; length < signed.Length; length += 37)
            Assert.InRange(CredentialReader.Read(signed[..length], Signing.Trust, Signing.Now).State, CredentialState.None, CredentialState.Invalid);
    }

    // It is the signer who leaves out more; readers must learn that this part of the file could be anything.
    [Fact]
    public void A_binding_that_leaves_out_other_parts_says_so_to_both()
    {
        var container = new PngContainer();
        var file = Rebound(container, Samples.PalettePng, place => [place, new ByteRange(place.End + 4, 4)], place => [place, new ByteRange(place.End + 4, 4)]);
        var (ours, peer) = (CredentialReader.Read(file, Signing.Trust, Signing.Now), ReferencePeer.Judge(file, "image/png", Signing.RootPem));
        Assert.Equal(peer.State, ours.State.ToString());
        Assert.Equal(Codes(peer.Failure), Codes(ours.Failures.Select(failure => failure.Code)));
        Assert.Contains("assertion.dataHash.additionalExclusionsPresent", ours.Findings.Select(finding => finding.Code));
        Assert.Contains("assertion.dataHash.additionalExclusionsPresent", peer.Informational);
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(' ', codes.Distinct().Order());

    private static byte[] Edited(IContainer container, byte[] bare, Func<ReadOnlyMemory<byte>, byte[]> edit) =>
        container.Embed(bare, edit(container.Find(Signing.Sign(bare))!.Store));

    private static byte[] Flip(byte[] file, Func<byte[], int> position)
    {
        file[position(file)] ^= 1;
        return file;
    }

    private static int Position(byte[] file, string text) => file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(text));

    private static int Outside(IContainer container, byte[] file) =>
        container.Find(file)!.Place.End < file.Length ? file.Length - 20 : (int)container.Find(file)!.Place.Start - 6;

    private static byte[] Other(IContainer container) => Samples.All.Values.Last(sample => sample.Container.Name == container.Name).Bare;

    private static IEnumerable<byte[]>? DerSignature(Superbox box) =>
        Resigned(box, s => s with { Signature = (byte[])[0x30, 70, 2, 33, 0, .. s.Signature.Span[..32], 2, 33, 0, .. s.Signature.Span[32..]] });

    private static IEnumerable<byte[]>? Resigned(Superbox box, Func<CoseSignature, CoseSignature> change) =>
        box.Type == BoxTypes.Signature
            ? [JumbfWriter.Cbor(BoxTypes.Signature, box.Label, change(CoseSignature.Read(box.Data("cbor")!.Value)!).Write())]
            : null;

    private static ByteRange Wider(ByteRange place) => new(place.Start - 2, place.Length + 2);

    // A true signature over a binding that states some ranges and hashes what is outside of others.
    private static byte[] Rebound(IContainer container, byte[] bare, Func<ByteRange, ByteRange[]> stated, Func<ByteRange, ByteRange[]> hashed)
    {
        var draft = new ManifestDraft(Signing.Definition, Signing.Now);
        var place = container.Find(Signing.Sign(bare))!.Place;
        var file = bare;
        for (var step = 0; step < 3; step++)
        {
            var binding = Assertion.Cbor("c2pa.hash.data", new CborMap
            {
                ["exclusions"] = stated(place).Select(range => (object?)new CborMap { ["start"] = range.Start, ["length"] = range.Length }).ToList(),
                ["alg"] = "sha256",
                ["hash"] = step == 0 ? new byte[32] : DataBinding.Hash(container, file, hashed(place)),
                ["pad"] = Array.Empty<byte>(),
            }).Box("c2pa.hash.data");
            var claim = draft.Claim(binding);
            file = container.Embed(bare, draft.Store(binding, claim, ClaimSigning.Sign(claim, Signing.Identity).Write()));
            place = container.Find(file)!.Place;
        }
        return file;
    }
}
