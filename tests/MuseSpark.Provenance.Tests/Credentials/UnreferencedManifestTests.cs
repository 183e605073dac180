using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>
/// Anybody can add a manifest to a store, with any bytes as its signature. Whatever it says, the verdict is as without it.
/// </summary>
public sealed class UnreferencedManifestTests
{
    private const string Mismatch = "assertion.hashedURI.mismatch", Stranger = "urn:c2pa:00000000-0000-4000-8000-000000000001";

    private static readonly PngContainer Png = new();

    private static readonly byte[] OtherActions = Assertion.Cbor("c2pa.actions.v2", new CborMap
    {
        ["actions"] = new List<object?> { new CborMap { ["action"] = "c2pa.created", ["digitalSourceType"] = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" } },
    }).Box("c2pa.actions.v2");

    private static string Active(byte[] file) => CredentialReader.Read(file, Signing.Trust, Signing.Now).Active!.Label;

    private static string Codes(CredentialReport report) => string.Join(' ', report.Failures.Select(failure => failure.Code).Distinct().Order());

    // Another picture under the store of a signed one, whose binding and actions are rewritten for it.
    private static byte[] Forged(Func<ReadOnlyMemory<byte>, byte[]> edit)
    {
        var signed = Signing.Sign(Samples.PalettePng);
        var store = edit(Png.Find(signed)!.Store);
        return Forge.Embed(Samples.DeepInterlacedPng, binding => StoreEdits.EditAssertion(store, Active(signed), "c2pa.hash.data", _ => [binding]));
    }

    [Theory]
    [InlineData("c2pa.hash.data")]
    [InlineData("c2pa.hash.data", "c2pa.actions.v2")]
    public void Another_picture_does_not_pass_because_the_binding_is_said_to_be_redacted(params string[] labels)
    {
        var file = Forged(store =>
        {
            var active = JumbfReader.Read(store, out _)!.Children[^1].Label;
            var edited = labels.Contains("c2pa.actions.v2") ? StoreEdits.EditAssertion(store, active, "c2pa.actions.v2", _ => [OtherActions]) : store;
            return StoreEdits.AddManifest(edited, Forge.Unsigned(Stranger, [.. labels.Select(label => JumbfUri.Assertion(active, label))]));
        });
        var report = CredentialReader.Read(file, Signing.Trust, Signing.Now);
        Assert.Equal((CredentialState.Invalid, Mismatch), (report.State, Codes(report)));
        Assert.Equal(labels.Select(label => JumbfUri.Assertion(Active(file), label)).Order(), report.Failures.Select(failure => failure.Url).Order());
        Assert.DoesNotContain(ReferencePeer.Judge(file, "image/png", Signing.RootPem).State, new[] { "Valid", "Trusted" });
    }

    // Beside its file a store can grow without any change to the binding, so that nothing but the actions is wrong.
    [Theory]
    [InlineData("c2pa.actions.v2")]
    [InlineData("c2pa.ai-disclosure")]
    public void What_the_active_manifest_says_is_not_replaced_because_it_is_said_to_be_redacted(string label)
    {
        var store = CredentialSigner.SignSidecar(Samples.PalettePng, Signing.Definition, Signing.Identity, Signing.Now);
        var active = JumbfReader.Read(store, out _)!.Children[^1].Label;
        var instead = label == "c2pa.actions.v2" ? OtherActions : new AiDisclosure("c2pa.types.model", "another").ToAssertion().Box(label);
        var extra = Forge.Unsigned(Stranger, [JumbfUri.Assertion(active, label)]);
        var report = Beside(StoreEdits.AddManifest(StoreEdits.EditAssertion(store, active, label, _ => [instead]), extra));
        Assert.Equal((CredentialState.Invalid, Mismatch), (report.State, Codes(report)));

        report = Beside(StoreEdits.AddManifest(StoreEdits.EditAssertion(store, active, label, _ => []), extra));
        Assert.Equal(CredentialState.Invalid, report.State);
        Assert.Contains("assertion.missing", Codes(report), StringComparison.Ordinal);

        // Without any change to the others, an extra manifest is no fault.
        Assert.Equal(CredentialState.Trusted, Beside(StoreEdits.AddManifest(store, extra)).State);
    }

    [Fact]
    public void A_changed_parent_is_not_excused_by_what_an_extra_manifest_recorded()
    {
        var first = Signing.Sign(Samples.PalettePng);
        var before = Active(first);
        var definition = ChildOf(first);
        var store = CredentialSigner.SignSidecar(Samples.PalettePng, definition, Signing.Identity, Signing.Now);
        Assert.Equal(CredentialState.Trusted, Beside(store).State);

        var changed = StoreEdits.EditAssertion(store, before, "c2pa.actions.v2", _ => [OtherActions]);
        var faults = $"{Mismatch} ingredient.manifest.mismatch";
        Assert.Equal(faults, Codes(Beside(changed)));
        var recorded = Recorded(ActiveBox(first), (Mismatch, JumbfUri.Assertion(before, "c2pa.actions.v2")), ("ingredient.manifest.mismatch", JumbfUri.Of(before)));
        var report = Beside(StoreEdits.AddManifest(changed, Forge.Unsigned(Stranger, [], recorded.Box("c2pa.ingredient.v3"))));
        Assert.Equal((CredentialState.Invalid, faults), (report.State, Codes(report)));
    }

    // The binding of an updated file is that of its parent, and makes room for any store.
    [Fact]
    public void A_picture_changed_below_an_update_is_not_excused_by_what_an_extra_manifest_recorded()
    {
        var first = Signing.Sign(Samples.PalettePng);
        var definition = new JsonObject { ["claim_version"] = 2, ["claim_generator_info"] = new JsonArray(new JsonObject { ["name"] = "other", ["version"] = "1" }) };
        var updated = FilesOfOthersTests.Sign(new PeerJob(first, "image/png", definition, null, "update"))[0];
        var before = Active(first);
        var recorded = Recorded(ActiveBox(first), ("assertion.dataHash.mismatch", JumbfUri.Assertion(before, "c2pa.hash.data")));
        var extra = Forge.Unsigned(Stranger, [], recorded.Box("c2pa.ingredient.v3"));
        var store = Png.Find(updated)!.Store;
        (byte[] File, byte[] Store, string Codes)[] cases =
        [
            (Samples.PalettePng, StoreEdits.AddManifest(store, extra), ""),
            (Samples.DeepInterlacedPng, store.ToArray(), "assertion.dataHash.mismatch"),
            (Samples.DeepInterlacedPng, StoreEdits.AddManifest(store, extra), "assertion.dataHash.mismatch"),
        ];
        var files = cases.Select((c, i) => (Name: $"case {i}", File: Png.Embed(c.File, c.Store), "image/png")).ToList();
        Assert.Equal(cases.Select(c => c.Codes), files.Select(file => Codes(CredentialReader.Read(file.File, Signing.Trust, Signing.Now))));
        FilesOfOthersTests.JudgedAlike(files);
    }

    // The extra manifest is an ingredient this time, signed in truth by somebody who wants what stands beside it to be changed unseen.
    [Fact]
    public void What_one_ingredient_recorded_does_not_excuse_another()
    {
        var first = Signing.Sign(Samples.PalettePng);
        var second = CredentialSigner.Sign(Samples.PalettePng, ChildOf(first), Signing.Identity, Signing.Now);
        var grandparent = Active(first);
        (string, string)[] faults = [(Mismatch, JumbfUri.Assertion(grandparent, "c2pa.actions.v2")), ("ingredient.manifest.mismatch", JumbfUri.Of(grandparent))];
        foreach (var file in new[] { first, second })
        {
            var definition = Signing.Definition with { Created = [Recorded(ActiveBox(file), faults)] };
            Ingredient accomplice = new(Ingredient.ComponentOf) { File = CredentialSigner.Sign(Samples.DeepInterlacedPng, definition, Signing.Identity, Signing.Now) };
            Ingredient part = new(Ingredient.ComponentOf) { File = second };
            var both = Signing.Definition with
            {
                Actions = [Signing.Created, new CredentialAction("c2pa.placed", accomplice), new CredentialAction("c2pa.placed", part)],
                Ingredients = [accomplice, part],
                IngredientTrust = Signing.Trust,
            };
            var store = CredentialSigner.SignSidecar(Samples.PalettePng, both, Signing.Identity, Signing.Now);
            Assert.Equal(CredentialState.Trusted, Beside(store).State);
            var report = Beside(StoreEdits.EditAssertion(store, grandparent, "c2pa.actions.v2", _ => [OtherActions]));
            Assert.Equal(CredentialState.Invalid, report.State);
            Assert.Contains(JumbfUri.Of(grandparent), report.Failures.Select(failure => failure.Url));
        }
    }

    private static ManifestDefinition ChildOf(byte[] file)
    {
        var parent = new Ingredient(Ingredient.ParentOf) { File = file };
        return Signing.Definition with { Actions = [new CredentialAction("c2pa.opened", parent)], Ingredients = [parent], IngredientTrust = Signing.Trust };
    }

    private static Superbox ActiveBox(byte[] file) => JumbfReader.Read(Png.Find(file)!.Store, out _)!.Children[^1];

    private static Assertion Recorded(Superbox manifest, params (string Code, string Url)[] faults) => Assertion.Cbor("c2pa.ingredient.v3", new CborMap
    {
        ["relationship"] = Ingredient.ComponentOf,
        ["activeManifest"] = new HashedUri(JumbfUri.Of(manifest.Label), "sha256", SHA256.HashData(manifest.Content.Span)).ToCbor(),
        ["claimSignature"] = new HashedUri(JumbfUri.Signature(manifest.Label), "sha256", SHA256.HashData(manifest.Child(BoxTypes.Signature)!.Content.Span)).ToCbor(),
        ["validationResults"] = new CborMap
        {
            ["activeManifest"] = new CborMap
            {
                ["success"] = new List<object?>(),
                ["informational"] = new List<object?>(),
                ["failure"] = faults.Select(fault => (object?)new CborMap { ["code"] = fault.Code, ["url"] = fault.Url }).ToList(),
            },
        },
    });

    private static CredentialReport Beside(byte[] store) => CredentialReader.ReadSidecar(store, Samples.PalettePng, Signing.Trust, Signing.Now);
}
