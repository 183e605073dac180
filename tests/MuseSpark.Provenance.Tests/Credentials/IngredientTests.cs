using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

public sealed class IngredientTests
{
    private static byte[] Edit(byte[] file, params Ingredient[] parts)
    {
        var parent = new Ingredient(Ingredient.ParentOf) { Title = "before", Format = "image/png", File = file };
        var definition = Signing.Definition with
        {
            Actions =
            [
                new CredentialAction("c2pa.opened", parent),
                new CredentialAction("c2pa.edited") { Description = "brighter" },
                .. parts.Where(part => part.Relationship == Ingredient.ComponentOf).Select(part => new CredentialAction("c2pa.placed", part)),
            ],
            Ingredients = [parent, .. parts],
            IngredientTrust = Signing.Trust,
        };
        return CredentialSigner.Sign(file, definition, Signing.Identity, Signing.Now);
    }

    private static void BothSay(CredentialState state, string codes, params byte[][] files)
    {
        foreach (var (file, peer) in files.Zip(ReferencePeer.Judge([.. files.Select(file => (file, "image/png"))], Signing.RootPem)))
        {
            var ours = CredentialReader.Read(file, Signing.Trust, Signing.Now);
            Assert.Equal(codes, string.Join(' ', ours.Failures.Select(failure => failure.Code).Distinct().Order()));
            Assert.Equal(codes, string.Join(' ', peer.Failure.Distinct().Order()));
            Assert.Equal(state, ours.State);
            Assert.Equal(state.ToString(), peer.State);
        }
    }

    [Fact]
    public void Credentials_of_parents_and_parts_come_along_over_generations()
    {
        var first = Signing.Sign(Samples.PalettePng);
        var second = Edit(first, new Ingredient(Ingredient.InputTo) { Title = "prompt", Data = ("text/plain", "a lighthouse"u8.ToArray()) });
        var third = Edit(second, new Ingredient(Ingredient.ComponentOf) { Title = "sky", File = Signing.Sign(Samples.ProgressiveJpeg), Thumbnail = ("image/png", Samples.PalettePng) });
        BothSay(CredentialState.Trusted, "", second, third);

        var report = CredentialReader.Read(third, Signing.Trust, Signing.Now);
        Assert.Equal(4, report.Manifests.Count);
        Assert.Equal(["parentOf", "componentOf"], report.Active!.Ingredients.Select(ingredient => ingredient.Relationship));
        Assert.All(report.Active.Ingredients, ingredient => Assert.Contains(ingredient.Manifest, report.Manifests.Select(manifest => manifest.Label)));
        Assert.Equal(["c2pa.opened", "c2pa.edited", "c2pa.placed"], report.Active.Actions.Select(action => action.Name));
    }

    [Fact]
    public void A_file_whose_credentials_lie_beside_it_brings_them_and_those_of_all_before_it()
    {
        var text = "The fox found a lamp."u8.ToArray();
        ReadOnlyMemory<byte>? store = null;
        for (var version = 0; version < 3; version++)
        {
            Ingredient[] before = store is null ? [] : [new(Ingredient.ParentOf) { Title = "before", File = text, Store = store }];
            text = [.. text, .. " And more."u8];
            store = CredentialSigner.SignSidecar(text, Signing.Definition with
            {
                Actions = before is [var parent] ? [new CredentialAction("c2pa.opened", parent), new CredentialAction("c2pa.edited")] : Signing.Definition.Actions,
                Ingredients = before,
                IngredientTrust = Signing.Trust,
            }, Signing.Identity, Signing.Now);
        }

        var story = new Ingredient(Ingredient.InputTo) { Title = "story", File = text, Store = store };
        var made = Signing.Definition.Actions[0];
        var picture = CredentialSigner.Sign(Samples.PalettePng, Signing.Definition with
        {
            Actions = [made with { Ingredients = [story] }, .. Signing.Definition.Actions.Skip(1)],
            Ingredients = [story],
            IngredientTrust = Signing.Trust,
        }, Signing.Identity, Signing.Now);
        BothSay(CredentialState.Trusted, "", picture, Edit(picture));
        Assert.Equal(4, CredentialReader.Read(picture, Signing.Trust, Signing.Now).Manifests.Count);

        // A text that was changed meanwhile is recorded as such; the picture is what it was.
        var other = story with { File = "Something else."u8.ToArray() };
        var recorded = CredentialSigner.Sign(Samples.PalettePng, Signing.Definition with { Ingredients = [other], IngredientTrust = Signing.Trust }, Signing.Identity, Signing.Now);
        Assert.Contains("assertion.dataHash.mismatch", System.Text.Encoding.Latin1.GetString(recorded), StringComparison.Ordinal);
        BothSay(CredentialState.Trusted, "", recorded);
    }

    [Fact]
    public void What_was_wrong_with_a_parent_is_recorded_and_does_not_spoil_its_child()
    {
        var broken = Signing.Sign(Samples.PalettePng);
        broken[broken.AsSpan().IndexOf("Spark Picture 2"u8)] ^= 1;
        Assert.Equal(CredentialState.Invalid, CredentialReader.Read(broken, Signing.Trust, Signing.Now).State);
        BothSay(CredentialState.Trusted, "", Edit(broken), Edit(Edit(broken)));
    }

    [Fact]
    public void A_parent_changed_after_its_child_was_signed_spoils_it()
    {
        var child = Edit(Signing.Sign(Samples.PalettePng));
        child[child.AsSpan().IndexOf("Spark Picture 2"u8)] ^= 1;
        BothSay(CredentialState.Invalid, "assertion.hashedURI.mismatch ingredient.manifest.mismatch", child);
    }

    [Fact]
    public void A_parent_whose_credentials_were_taken_out_is_missed()
    {
        var container = new PngContainer();
        var child = Edit(Signing.Sign(Samples.PalettePng));
        var count = 0;
        var store = StoreEdits.Edit(container.Find(child)!.Store, box => box.Type == BoxTypes.Manifest && count++ == 0 ? [] : null);
        BothSay(CredentialState.Invalid, "assertion.dataHash.mismatch ingredient.manifest.missing", container.Embed(Samples.PalettePng, store));
    }

    [Fact]
    public void The_same_parent_twice_is_kept_once()
    {
        var sky = Signing.Sign(Samples.DeepInterlacedPng);
        var signed = Edit(Samples.PalettePng, new Ingredient(Ingredient.ComponentOf) { File = sky }, new Ingredient(Ingredient.ComponentOf) { File = sky });
        Assert.Equal(2, CredentialReader.Read(signed, Signing.Trust, Signing.Now).Manifests.Count);
        BothSay(CredentialState.Trusted, "", signed);
    }

    [Fact]
    public void Statements_that_contradict_the_standard_are_refused()
    {
        var stranger = new Ingredient(Ingredient.ParentOf);
        Assert.Throws<ArgumentException>(() => CredentialSigner.Sign(Samples.PalettePng, Signing.Definition with { Actions = [new CredentialAction("c2pa.edited")] }, Signing.Identity, Signing.Now));
        Assert.Throws<ArgumentException>(() => CredentialSigner.Sign(Samples.PalettePng, Signing.Definition with { Actions = [new CredentialAction("c2pa.opened", stranger)] }, Signing.Identity, Signing.Now));
        Assert.Throws<ArgumentException>(() => CredentialSigner.Sign(Samples.PalettePng, Signing.Definition with { Ingredients = [stranger, new Ingredient(Ingredient.ParentOf)] }, Signing.Identity, Signing.Now));
    }
}
