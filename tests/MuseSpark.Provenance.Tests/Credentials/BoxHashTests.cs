using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>Files bound by the hashes of their boxes, well and badly; the reference implementation is asked too.</summary>
public sealed class BoxHashTests
{
    private static readonly byte[] Bare = Samples.PalettePng;

    private static readonly Dictionary<string, Func<List<CborMap>, IEnumerable<CborMap>>> Good = new()
    {
        ["every box"] = boxes => boxes,
        ["without the signature of the format"] = boxes => boxes.Skip(1),
        ["two boxes in one hash"] = boxes => [.. boxes[..3], Entry(boxes[3..5], Range(3, 5)), .. boxes[5..]],
    };

    private static readonly Dictionary<string, Func<List<CborMap>, IEnumerable<CborMap>>> Bad = new()
    {
        ["none"] = _ => [],
        ["a box missing"] = boxes => [.. boxes[..3], .. boxes[4..]],
        ["boxes in another order"] = boxes => [.. boxes[..3], boxes[4], boxes[3], .. boxes[5..]],
        ["another hash"] = boxes => [.. boxes[..3], Entry(boxes[3..4], [1, 2, 3]), .. boxes[4..]],
        ["a box hidden behind the store"] = boxes => [.. boxes[..2], Entry(boxes[2..4], [0]), .. boxes[4..]],
        ["a box too many"] = boxes => [.. boxes, Entry(boxes[^1..], [0])],
    };

    [Fact]
    public void Bindings_are_judged_as_the_reference_implementation_judges_them()
    {
        var cases = Good.Concat(Bad).Select(pair => (pair.Key, File: Sign(pair.Value))).ToList();
        var differences = new List<string>();
        foreach (var ((name, file), peer) in cases.Zip(ReferencePeer.Judge([.. cases.Select(c => (c.File, "image/png"))], Signing.RootPem)))
        {
            var ours = CredentialReader.Read(file, Signing.Trust, Signing.Now);
            if (ours.State.ToString() != peer.State) differences.Add($"{name}: {peer.State} {peer.Error} there, {ours.State} here");
            if ((ours.State == CredentialState.Trusted) != Good.ContainsKey(name)) differences.Add($"{name}: {ours.State}");
        }
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    // What no entry names could be anything.
    [Fact]
    public void Boxes_that_nobody_names_at_the_end_are_a_fault_here_and_none_to_the_reference_implementation()
    {
        var file = Sign(boxes => boxes[..4]);
        Assert.Equal(["assertion.boxesHash.mismatch"], CredentialReader.Read(file, Signing.Trust, Signing.Now).Failures.Select(failure => failure.Code));
        Assert.Equal("Trusted", ReferencePeer.Judge(file, "image/png", Signing.RootPem).State);
    }

    [Fact]
    public void What_stands_behind_the_end_of_the_picture_is_not_vouched_for()
    {
        byte[] file = [.. Sign(boxes => boxes), .. "PK\u0003\u0004 anything"u8];
        var report = CredentialReader.Read(file, Signing.Trust, Signing.Now);
        Assert.NotEqual(CredentialState.Trusted, report.State);
        Assert.DoesNotContain("assertion.boxesHash.match", report.Findings.Select(finding => finding.Code));
    }

    private static CborMap Entry(List<CborMap> boxes, byte[] hash) =>
        new() { ["names"] = boxes.SelectMany(box => box.List("names")!).ToList(), ["hash"] = hash, ["pad"] = Array.Empty<byte>() };

    // Of boxes as they stand in the signed file, where the store is the third.
    private static byte[] Range(int from, int to)
    {
        var map = BoxMap.Of(new Asset(new PngContainer(), Bare, null))!;
        return SHA256.HashData(Bare.AsSpan()[(int)map[from - 1].Range.Start..(int)map[to - 2].Range.End]);
    }

    private static byte[] Sign(Func<List<CborMap>, IEnumerable<CborMap>> edit)
    {
        var boxes = BoxMap.Of(new Asset(new PngContainer(), Bare, null))!.Select(box => new CborMap
        {
            ["names"] = new List<object?> { box.Name },
            ["hash"] = SHA256.HashData(Bare.AsSpan((int)box.Range.Start, (int)box.Range.Length)),
            ["pad"] = Array.Empty<byte>(),
        }).ToList();
        boxes.Insert(2, new CborMap { ["names"] = new List<object?> { FileBox.Store }, ["hash"] = (byte[])[0], ["pad"] = Array.Empty<byte>() });
        var binding = Assertion.Cbor("c2pa.hash.boxes", new CborMap { ["boxes"] = edit(boxes).Cast<object?>().ToList() }).Box("c2pa.hash.boxes");
        var draft = new ManifestDraft(Signing.Definition, Signing.Now);
        var claim = draft.Claim(binding);
        return new PngContainer().Embed(Bare, draft.Store(binding, claim, ClaimSigning.Sign(claim, Signing.Identity).Write()));
    }
}
