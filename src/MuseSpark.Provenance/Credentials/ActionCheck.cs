using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Whether a manifest's actions make sense (C2PA 15.10.3.2). Claims of version 1 were written before the rules.</summary>
internal static class ActionCheck
{
    private const string Created = "c2pa.created", Opened = "c2pa.opened";
    private const string Malformed = "assertion.action.malformed", Mismatch = "assertion.action.ingredientMismatch";

    public static void Run(Manifest manifest, ManifestStore store, FindingLog log)
    {
        var assertions = manifest.OfKind("c2pa.actions").ToList();
        if (manifest.Claim.Version == 1)
        {
            if (assertions.Count > 1) log.Failure(Malformed, JumbfUri.Of(manifest.Label), "The manifest tells its actions more than once.");
            return;
        }

        // The signer's own actions come first, whatever the order of the boxes.
        var own = manifest.Claim.Created.Select(uri => JumbfUri.Parse(uri.Url)?.Name).ToHashSet();
        var groups = assertions.OrderBy(assertion => own.Contains(assertion.Label) ? 0 : 1)
            .Select(assertion => (Url: JumbfUri.Assertion(manifest.Label, assertion.Label), Actions: StoredAction.ReadAll(assertion).ToList())).ToList();
        foreach (var (url, actions) in groups)
            if (actions.Count == 0 || actions.Exists(action => action.Name == ""))
                log.Failure(Malformed, url, "An action is missing or has no name.");

        var all = groups.SelectMany(group => group.Actions.Select(action => (group.Url, Action: action))).ToList();
        if (!manifest.IsUpdate && all.FirstOrDefault().Action?.Name is not (Created or Opened))
            log.Failure(Malformed, JumbfUri.Of(manifest.Label), "The first action must be that the asset was created or opened.");
        foreach (var (url, action) in all.Skip(1))
            if (action.Name is Created or Opened)
                log.Failure(Malformed, url, "Only the first action may be that the asset was created or opened.");
        foreach (var (url, action) in all) Run(manifest, store, action, url, log);
    }

    private static void Run(Manifest manifest, ManifestStore store, StoredAction action, string url, FindingLog log)
    {
        switch (action.Name)
        {
            case Opened when !Names(manifest, action, Ingredient.ParentOf):
                log.Failure(Mismatch, url, "What was opened must be the parent ingredient.");
                break;
            case "c2pa.placed" or "c2pa.removed" when !Names(manifest, action, Ingredient.ComponentOf):
                log.Failure(Mismatch, url, "What was placed or removed must be an ingredient that is a component.");
                break;
            case "c2pa.transcoded" or "c2pa.repackaged" when action.Ingredients is not null && !Names(manifest, action, Ingredient.ParentOf):
                log.Failure(Mismatch, url, "What was converted must be the parent ingredient.");
                break;
            case "c2pa.watermarked" or "c2pa.watermarked.bound" when !manifest.OfKind("c2pa.soft-binding").Any():
                log.Failure("assertion.action.softBindingMissing", url, "A watermark is claimed that the manifest does not describe.");
                break;
            case "c2pa.redacted" when action.HasParameters:
                Redacted(store, action, url, log);
                break;
        }
    }

    private static bool Names(Manifest manifest, StoredAction action, string relationship) =>
        action.Ingredients is { Count: > 0 } labels
        && labels.Any(label => manifest.Find(label) is { } assertion && assertion.Is("c2pa.ingredient") && assertion.Ingredient?.Relationship == relationship);

    private static void Redacted(ManifestStore store, StoredAction action, string url, FindingLog log)
    {
        var uri = JumbfUri.Parse(action.Map.Map("parameters")?.Text("redacted"));
        if (store.Find(uri?.Manifest) is not { } other)
            log.Failure("assertion.action.redactionMismatch", url, "What was taken back can't be found.");
        else if (!other.Claim.Assertions.Any(assertion => JumbfUri.Parse(assertion.Url)?.Name == uri!.Value.Name))
            log.Failure("assertion.notRedacted", url, "What was taken back was never there.");
    }
}
