using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// What signers found about their ingredients and recorded. It is known and signed for; only what is new counts against the file (C2PA
/// 15.11.3).
/// </summary>
internal sealed class RecordedFindings
{
    // Files of hostile shape would make the search long; what is not looked up in time counts as new.
    private const int MaxSteps = 200_000;

    private readonly ManifestStore _store;
    private readonly Dictionary<(string Code, string Url), HashSet<string>> _recorders = [];
    private int _steps;

    /// <param name="findings">those to be asked for</param>
    public RecordedFindings(ManifestStore store, IReadOnlyList<Finding> findings)
    {
        _store = store;
        foreach (var finding in findings)
            if (finding.Ingredient is not null) _recorders.TryAdd((finding.Code, finding.Url), []);
        if (_recorders.Count == 0) return;
        foreach (var manifest in store.Manifests)
            foreach (var assertion in manifest.Ingredients)
                if (assertion.Ingredient is { } ingredient) Add(JumbfUri.Assertion(manifest.Label, assertion.Label), ingredient);
    }

    private void Add(string assertion, StoredIngredient ingredient)
    {
        var named = JumbfUri.Parse(ingredient.ManifestUri?.Url)?.Manifest;
        foreach (var (code, url) in ingredient.Recorded ?? [])
        {
            var key = (code, named is null ? url : JumbfUri.Absolute(named, url));
            if (_recorders.TryGetValue(key, out var known)) known.Add(assertion);
        }
    }

    /// <summary>
    /// Whether every way from the active manifest down to where a finding was made leads over an ingredient that it is recorded of. One that
    /// is recorded elsewhere only, by a manifest that was added later or that stands beside, excuses nothing.
    /// </summary>
    public bool Contain(Finding finding)
    {
        if (finding.Ingredient is null || _recorders[(finding.Code, finding.Url)] is not { Count: > 0 } known) return false;
        if (JumbfUri.Parse(finding.Ingredient)?.Manifest is not { } found) return false;
        var seen = new HashSet<string>();
        var open = new Stack<(string Manifest, string Assertion)>([(found, finding.Ingredient)]);
        while (open.TryPop(out var next))
        {
            if (known.Contains(next.Assertion)) continue;
            if (next.Manifest == _store.Active.Label) return false;
            if (!seen.Add(next.Manifest)) continue;
            foreach (var outer in _store.Ingredients.Naming[next.Manifest])
            {
                if (++_steps > MaxSteps) return false;
                open.Push(outer);
            }
        }
        return true;
    }
}
