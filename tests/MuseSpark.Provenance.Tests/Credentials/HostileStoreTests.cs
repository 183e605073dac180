using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Tests.Containers;
using MuseSpark.Provenance.Tests.Timestamps;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>
/// Whatever the bytes of a store: a verdict, in time. MUSESPARK_FUZZ says how many mutated stores each property sees (300 by default).
/// </summary>
public sealed class HostileStoreTests
{
    private static readonly long Count = long.TryParse(Environment.GetEnvironmentVariable("MUSESPARK_FUZZ"), out var count) ? count : 300;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly byte[][] Stores =
    [
        Store(Signing.Sign(Samples.PalettePng)),
        Store(CredentialSigner.Sign(Samples.PalettePng, WithParent(Signing.Sign(Samples.PalettePng)), Signing.Identity, Signing.Now)),
        Store(Stamped()),
    ];

    // Bytes that are replaced keep the boxes whole, so that what is inside of them is read; the other edits break boxes.
    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.OneOf(Stores),
        Gen.Select(Gen.Frequency((12, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2)), (1, Gen.Const(3))), Gen.Double.Unit, Gen.Byte).Array[1, 6],
        (store, edits) => edits.Aggregate(store, Edit));

    private static byte[] Edit(byte[] store, (int Kind, double At, byte Value) edit)
    {
        if (store.Length == 0) return [edit.Value];
        var at = (int)(edit.At * store.Length);
        switch (edit.Kind)
        {
            case 0:
                byte[] copy = [.. store];
                copy[at] = edit.Value;
                return copy;
            case 1: return store[..at];
            case 2: return [.. store[..at], .. store[Math.Min(store.Length, at + edit.Value)..]];
            default: return [.. store[..at], edit.Value, .. store[at..]];
        }
    }

    [Fact]
    public void Every_mutated_store_has_a_verdict_in_time() => Mutated.Sample(store => Judge(Samples.PalettePng, store), iter: Count);

    // Whole boxes removed, doubled or put into each other's place: all well-formed, so every check is reached.
    [Fact]
    public void Every_shuffled_store_has_a_verdict_in_time() =>
        Gen.Select(Gen.OneOf(Stores), Gen.Int[0, 2].Array[60]).Sample((store, choices) =>
    {
        var next = 0;
        var boxes = new List<byte[]>();
        Judge(Samples.PalettePng, StoreEdits.Edit(store, box =>
        {
            if (box.Type == BoxTypes.Store || next == choices.Length) return null;
            boxes.Add(box.Whole.ToArray());
            return choices[next++] switch { 0 => null, 1 when next % 5 == 0 => [], 2 when next % 7 == 0 => [boxes[0], boxes[^1]], _ => null };
        }));
    }, iter: Count);

    [Fact]
    public void Boxes_in_boxes_in_boxes_have_a_verdict()
    {
        var box = JumbfWriter.Superbox(BoxTypes.Manifest, "deep");
        for (var depth = 0; depth < 10_000; depth++) box = depth % 50 == 0
            ? JumbfWriter.Superbox(BoxTypes.Manifest, "deep", box)
            : [.. Header(box.Length + 34), .. Description, .. box];
        Judge(Samples.PalettePng, JumbfWriter.Superbox(BoxTypes.Store, "c2pa", box));
    }

    [Fact]
    public void Forty_generations_are_trusted_and_a_limit_ends_them()
    {
        var file = Signing.Sign(Samples.PalettePng);
        for (var generation = 1; generation < 40; generation++) file = CredentialSigner.Sign(Samples.PalettePng, WithParent(file), Signing.Identity, Signing.Now);
        var report = CredentialReader.Read(file, Signing.Trust, Signing.Now);
        Assert.Equal((CredentialState.Trusted, 40), (report.State, report.Manifests.Count));
        foreach (var limits in new[] { ReadLimits.Default with { IngredientDepth = 5 }, ReadLimits.Default with { Manifests = 39 }, ReadLimits.Default with { Certificates = 60 }, ReadLimits.Default with { HashedBytes = 10_000 } })
            Assert.Equal(["general.error"], CredentialReader.Read(file, Signing.Trust, Signing.Now, limits).Failures.Select(failure => failure.Code).Distinct());
        Assert.Equal(CredentialState.Invalid, CredentialReader.Read(file, Signing.Trust, Signing.Now, ReadLimits.Default with { Values = 100 }).State);
    }

    // Small values make the most of a byte: 16 million of them would be a gigabyte in memory.
    [Fact]
    public void A_store_full_of_tiny_values_costs_no_more_than_it_may()
    {
        var list = CborDocument.Write(new CborMap { ["a"] = Enumerable.Repeat<object?>(1L, 90_000).ToList() });
        var boxes = Enumerable.Range(0, 300).Select(i => JumbfWriter.Cbor(BoxTypes.Cbor, $"com.example.{i}", list)).ToList();
        var store = StoreEdits.Edit(Stores[0], box => box.Type == BoxTypes.AssertionStore
            ? [JumbfWriter.Superbox(box.Type, box.Label, [.. box.Children.Select(child => child.Whole), .. boxes.Select(child => (ReadOnlyMemory<byte>)child)])]
            : null);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(CredentialState.Invalid, Judge(Samples.PalettePng, store).State);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    // Each manifest is made from all before it, and records of each what is wrong with all: there are more ways down than can be walked.
    [Fact]
    public void Manifests_that_all_name_each_other_have_a_verdict_in_time()
    {
        var labels = Enumerable.Range(0, 80).Select(i => $"urn:c2pa:{i}").ToList();
        var faults = labels.Select(label => (object?)new CborMap { ["code"] = "claimSignature.mismatch", ["url"] = JumbfUri.Signature(label) }).ToList();
        var manifests = labels.Select((label, i) => Forge.Unsigned(label, [.. labels.Take(i).Select(before => JumbfUri.Assertion(before, "com.example.any"))], [.. labels.Take(i).Select((before, j) =>
            Assertion.Cbor("c2pa.ingredient.v3", new CborMap
            {
                ["relationship"] = Ingredient.ComponentOf,
                ["activeManifest"] = new HashedUri(JumbfUri.Of(before), "sha256", new byte[32]).ToCbor(),
                ["validationResults"] = new CborMap { ["activeManifest"] = new CborMap { ["failure"] = j % 10 == 0 ? faults : [] } },
            }).Box($"c2pa.ingredient.v3__{j}"))]));
        Assert.Equal(CredentialState.Invalid, Judge(Samples.PalettePng, JumbfWriter.Superbox(BoxTypes.Store, "c2pa", [.. manifests.Select(box => (ReadOnlyMemory<byte>)box)])).State);
    }

    [Fact]
    public void A_compressed_bomb_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) brotli.Write(new byte[100 << 20]);
        var bomb = JumbfWriter.Superbox(BoxTypes.CompressedManifest, "urn:c2pa:bomb", JumbfWriter.Box("brob", packed.ToArray()));
        Judge(Samples.PalettePng, JumbfWriter.Superbox(BoxTypes.Store, "c2pa", bomb, bomb, bomb));
    }

    // A public exponent as long as the modulus makes each check cost what signing costs.
    [Fact]
    public void A_key_that_is_slow_to_check_is_not_checked()
    {
        using var rsa = RSA.Create(2048);
        var parameters = rsa.ExportParameters(false);
        parameters.Exponent = [.. Enumerable.Repeat((byte)0xFF, 255)];
        using var slow = RSA.Create(parameters);
        var request = new CertificateRequest(new X500DistinguishedName("O=Slow"), slow, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var generator = X509SignatureGenerator.CreateForECDsa(Signing.Authority.Issuing.GetECDsaPrivateKey()!);
        var leaf = request.Create(Signing.Authority.Issuing.SubjectName, generator, Signing.Now.AddDays(-1), Signing.Now.AddDays(1), [1, 2, 3]);
        var file = Forge.Sign(Samples.PalettePng, [leaf], rsa, SignatureAlgorithm.Of(-37)!);
        Assert.Contains("signingCredential.invalid", CredentialReader.Read(file, Signing.Trust, Signing.Now).Failures.Select(failure => failure.Code));
    }

    [Fact]
    public void A_store_over_the_limit_is_not_read()
    {
        var small = ReadLimits.Default with { StoreBytes = 1000 };
        Assert.Equal(["general.error"], CredentialReader.Read(Signing.Sign(Samples.PalettePng), Signing.Trust, Signing.Now, small).Failures.Select(failure => failure.Code));
    }

    private static byte[] Stamped()
    {
        var authority = new StampingAuthority(Signing.Authority.Issuing, Signing.Now.AddDays(-1), Signing.Now.AddDays(1));
        return CredentialSigner.SignAsync(
            Samples.PalettePng, Signing.Definition, Signing.Identity, Signing.Now, (request, _) => Task.FromResult(authority.Answer(request, Signing.Now)), CancellationToken.None).GetAwaiter().GetResult();
    }

    private static byte[] Header(int length) =>
        [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. "jumb"u8];

    private static readonly byte[] Description = [0, 0, 0, 26, .. "jumd"u8, .. BoxTypes.Manifest.ToByteArray(bigEndian: true), 3, 0];

    private static byte[] Store(byte[] file) => ContainerList.For(file)!.Find(file)!.Store.ToArray();

    private static ManifestDefinition WithParent(byte[] file)
    {
        var parent = new Ingredient(Ingredient.ParentOf) { File = file, Thumbnail = ("image/png", Samples.PalettePng) };
        return Signing.Definition with { Actions = [new CredentialAction("c2pa.opened", parent)], Ingredients = [parent], IngredientTrust = Signing.Trust };
    }

    private static CredentialReport Judge(byte[] bare, byte[] store)
    {
        var file = new PngContainer().Embed(bare, store);
        var (report, taken) = Timed(file);
        // A machine that stalls is no fault of the bytes: what is slow is slow twice.
        if (taken >= Limit) (report, taken) = Timed(file);
        Assert.True(taken < Limit, $"{taken} for {store.Length} bytes");
        return report;
    }

    private static (CredentialReport Report, TimeSpan Taken) Timed(byte[] file)
    {
        var watch = Stopwatch.StartNew();
        var report = CredentialReader.Read(file, Signing.Trust, Signing.Now);
        return (report, watch.Elapsed);
    }
}
