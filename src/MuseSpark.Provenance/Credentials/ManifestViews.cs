using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Makes manifests fit for display.</summary>
internal static class ManifestViews
{
    public static ManifestView Of(Manifest manifest, Signer? signer)
    {
        var created = manifest.Claim.Created.Select(uri => JumbfUri.Parse(uri.Url)?.Name).ToHashSet();
        return new ManifestView(
            manifest.Label,
            manifest.Claim.Version,
            manifest.IsUpdate,
            manifest.Claim.InstanceId,
            manifest.Claim.Title,
            manifest.Claim.Format,
            manifest.Claim.Generators,
            signer,
            [.. manifest.OfKind("c2pa.actions").SelectMany(StoredAction.ReadAll).Select(Action)],
            [.. manifest.Ingredients.Select(assertion => assertion.Ingredient).OfType<StoredIngredient>().Select(Ingredient)],
            [.. manifest.Assertions.Select(assertion => Assertion(manifest, assertion, created.Contains(assertion.Label)))]);
    }

    private static ActionView Action(StoredAction action) =>
        new(action.Name, action.Map.Date("when"), action.Agent, action.Map.Text("digitalSourceType"), action.Map.Text("description"));

    private static IngredientView Ingredient(StoredIngredient ingredient) =>
        new(ingredient.Relationship, ingredient.Title, ingredient.Format, ingredient.InstanceId, JumbfUri.Parse(ingredient.ManifestUri?.Url)?.Manifest);

    private static AssertionView Assertion(Manifest manifest, StoredAssertion assertion, bool created) =>
        new(assertion.Label, JumbfUri.Assertion(manifest.Label, assertion.Label), created, assertion.Cbor, assertion.Box.Data("json"), assertion.Box.File);
}
