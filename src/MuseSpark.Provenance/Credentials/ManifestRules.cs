using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>What kinds of manifests may hold: parents, and the little that an update may do (C2PA 11.2).</summary>
internal static class ManifestRules
{
    private static readonly string[] UpdateActions = ["c2pa.edited.metadata", "c2pa.opened", "c2pa.published", "c2pa.redacted"];

    public static void Run(Manifest manifest, FindingLog log)
    {
        var url = JumbfUri.Of(manifest.Label);
        var parents = manifest.Ingredients.Count(assertion => assertion.Ingredient?.Relationship == Ingredient.ParentOf);
        if (!manifest.IsUpdate)
        {
            if (parents > 1) log.Failure("manifest.multipleParents", url, "The manifest names more than one parent.");
            return;
        }
        if (parents == 0) log.Failure("manifest.update.wrongParents", url, "The update does not say what it updates.");
        if (parents > 1) log.Failure("manifest.update.invalid", url, "The update names more than one parent.");
        if (manifest.Assertions.Any(assertion => assertion.Label.StartsWith("c2pa.hash.", StringComparison.Ordinal)))
            log.Failure("manifest.update.invalid", url, "An update must not bind a file.");
        if (manifest.Assertions.Any(assertion => assertion.Label.StartsWith("c2pa.thumbnail.claim", StringComparison.Ordinal)))
            log.Failure("manifest.update.invalid", url, "An update must not bring a thumbnail.");
        if (manifest.OfKind("c2pa.actions").SelectMany(StoredAction.ReadAll).Any(action => !UpdateActions.Contains(action.Name)))
            log.Failure("manifest.update.invalid", url, "The update claims an action that changes the asset.");
    }
}
