using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Which manifests name which as ingredients. Anybody can add a manifest to a store: one that the active manifest does not lead to is never
/// verified, and so has no say about those that are.
/// </summary>
internal sealed class IngredientGraph
{
    private readonly Dictionary<string, HashSet<string>> _parts = [];
    private readonly Dictionary<string, HashSet<string>> _below = [];

    public IngredientGraph(IReadOnlyList<Manifest> manifests)
    {
        foreach (var manifest in manifests) _parts[manifest.Label] = [];
        var edges = from manifest in manifests
                    from assertion in manifest.Ingredients
                    let named = JumbfUri.Parse(assertion.Ingredient?.ManifestUri?.Url)?.Manifest
                    where named is not null && _parts.ContainsKey(named)
                    select (manifest.Label, Assertion: JumbfUri.Assertion(manifest.Label, assertion.Label), Named: named);
        var all = edges.ToList();
        foreach (var edge in all) _parts[edge.Label].Add(edge.Named);
        Naming = all.ToLookup(edge => edge.Named, edge => (edge.Label, edge.Assertion));
    }

    /// <summary>The ingredient assertions that name a manifest: the manifest they are in, and their address.</summary>
    public ILookup<string, (string Manifest, string Assertion)> Naming { get; }

    /// <summary>
    /// Whether a manifest is made from another, at once or over others. Never of itself, nor of two that name each other: no signer can
    /// have had both.
    /// </summary>
    public bool IsAbove(string manifest, string other) => Below(manifest).Contains(other) && !Below(other).Contains(manifest);

    private HashSet<string> Below(string manifest)
    {
        if (_below.TryGetValue(manifest, out var known)) return known;
        var reached = new HashSet<string>();
        var open = new Stack<string>([manifest]);
        while (open.TryPop(out var next))
            foreach (var part in _parts[next])
                if (reached.Add(part)) open.Push(part);
        return _below[manifest] = reached;
    }
}
