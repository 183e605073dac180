using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>What a manifest may take back of those that it is made from, and what not, though its signature is true.</summary>
public sealed class RedactionTests
{
    private const string Secret = "c2pa.ai-disclosure";

    private static readonly byte[] Other = new AiDisclosure("c2pa.types.model", "another").ToAssertion().Box(Secret);

    // What is done to the box of the assertion that is said to be redacted.
    private static readonly Dictionary<string, Func<Superbox, IEnumerable<byte[]>>> Ways = new()
    {
        ["left"] = box => [box.Whole.ToArray()],
        ["removed"] = _ => [],
        ["zeroed"] = box => [JumbfWriter.Superbox(BoxTypes.Uuid, box.Label, JumbfWriter.Box("uuid", new byte[40]))],
        ["replaced"] = box => [JumbfWriter.Cbor(BoxTypes.Cbor, box.Label, JumbfReader.Read(Other, out _)!.Data("cbor")!.Value)],
        ["replaced by boxes"] = box => [JumbfWriter.Superbox(BoxTypes.Cbor, box.Label, Other)],
    };

    private static byte[] Redacted(string label, string way, string folder = "c2pa.assertions")
    {
        var before = Signing.Sign(Samples.PalettePng);
        var parent = new Ingredient(Ingredient.ParentOf) { File = before };
        var definition = Signing.Definition with { Actions = [new CredentialAction("c2pa.opened", parent)], Ingredients = [parent], IngredientTrust = Signing.Trust };
        var manifest = Read(before).Active!.Label;
        return Forge.Redact(Samples.PalettePng, definition, [$"{JumbfUri.Of(manifest)}/{folder}/{label}"], store => StoreEdits.EditAssertion(store, manifest, label, Ways[way]));
    }

    private static CredentialReport Read(byte[] file) => CredentialReader.Read(file, Signing.Trust, Signing.Now);

    private static string Codes(CredentialReport report) => string.Join(' ', report.Failures.Select(failure => failure.Code).Distinct().Order());

    [Fact]
    public void A_redaction_of_what_is_gone_or_not_is_judged_alike() =>
        FilesOfOthersTests.JudgedAlike([.. new[] { "left", "removed", "zeroed" }.Select(way => (way, Redacted(Secret, way), "image/png"))]);

    // The reference implementation stops at "not redacted", or can't read the boxes at all.
    [Theory]
    [InlineData("replaced")]
    [InlineData("replaced by boxes")]
    public void What_is_said_to_be_redacted_and_is_another_was_changed(string way)
    {
        var file = Redacted(Secret, way);
        Assert.Equal("assertion.hashedURI.mismatch assertion.notRedacted", Codes(Read(file)));
        Assert.DoesNotContain(ReferencePeer.Judge(file, "image/png", Signing.RootPem).State, new[] { "Valid", "Trusted" });
    }

    [Theory]
    [InlineData("c2pa.actions.v2", "assertion.action.redacted")]
    [InlineData("c2pa.hash.data", "assertion.hardBinding.redacted")]
    public void Actions_and_bindings_are_never_redacted(string label, string code)
    {
        var reports = Ways.Keys.ToDictionary(way => way, way => Read(Redacted(label, way)));
        Assert.All(reports.Values, report => Assert.Equal(CredentialState.Invalid, report.State));
        Assert.All(reports.Values, report => Assert.Contains(code, Codes(report), StringComparison.Ordinal));
        Assert.Contains("assertion.missing", Codes(reports["removed"]), StringComparison.Ordinal);
        Assert.All(new[] { "zeroed", "replaced", "replaced by boxes" }, way => Assert.Contains("assertion.hashedURI.mismatch", Codes(reports[way]), StringComparison.Ordinal));
        Assert.All(reports.Where(report => report.Key != "left"), report => Assert.Contains("ingredient.manifest.mismatch", Codes(report.Value), StringComparison.Ordinal));

        var peer = ReferencePeer.Judge(Redacted(label, "removed"), "image/png", Signing.RootPem);
        Assert.Equal("Invalid", peer.State);
        Assert.Contains(code, peer.Failure);
    }

    [Fact]
    public void A_data_box_of_the_same_name_is_no_assertion() =>
        Assert.Equal("assertion.missing ingredient.manifest.mismatch", Codes(Read(Redacted(Secret, "removed", "c2pa.databoxes"))));

    // Whoever makes the ingredient can know the name of the manifest to come, when its maker lets others choose it.
    [Fact]
    public void An_ingredient_takes_back_nothing_of_what_is_made_from_it()
    {
        var label = $"urn:c2pa:{Guid.NewGuid()}";
        var part = new Ingredient(Ingredient.ComponentOf) { File = Forge.Redact(Samples.DeepInterlacedPng, Signing.Definition, [JumbfUri.Assertion(label, Secret)], store => store) };
        var definition = Signing.Definition with { Label = label, Actions = [Signing.Created, new CredentialAction("c2pa.placed", part)], Ingredients = [part], IngredientTrust = Signing.Trust };
        var store = CredentialSigner.SignSidecar(Samples.PalettePng, definition, Signing.Identity, Signing.Now);
        var report = CredentialReader.ReadSidecar(StoreEdits.EditAssertion(store, label, Secret, Ways["removed"]), Samples.PalettePng, Signing.Trust, Signing.Now);
        Assert.Equal((CredentialState.Invalid, "assertion.missing"), (report.State, Codes(report)));
    }
}
