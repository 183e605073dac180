using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>The file that a store speaks of.</summary>
/// <param name="Place">of the store in the file; null when it lies beside it</param>
internal sealed record Asset(IContainer Container, ReadOnlyMemory<byte> File, ByteRange? Place);

/// <summary>Whether the file is the one that was signed (C2PA 15.12).</summary>
internal sealed class BindingCheck(ManifestStore store, Asset? asset, FindingLog log)
{
    private const int MaxExclusions = 1000, MaxBindings = 3;

    private static readonly string[] Kinds = ["c2pa.hash.data", "c2pa.hash.boxes", "c2pa.hash.bmff", "c2pa.hash.collection.data"];

    /// <summary>The manifest that binds the file: the active one, or what it updates. Null when updates lead nowhere.</summary>
    public Manifest? Bound { get; } = FindBound(store);

    public void Run(Manifest manifest)
    {
        var bindings = manifest.Assertions.Where(assertion => Array.Exists(Kinds, assertion.Is)).ToList();
        if (bindings.Count == 0) log.Failure("claim.hardBindings.missing", JumbfUri.Of(manifest.Label), "The claim is bound to no file.");
        if (bindings.Count > 1)
            log.Failure("assertion.multipleHardBindings", JumbfUri.Of(manifest.Label), "The claim is bound to its file more than once.");
        foreach (var binding in bindings.Take(MaxBindings)) Run(manifest, binding, JumbfUri.Assertion(manifest.Label, binding.Label));
    }

    private void Run(Manifest manifest, StoredAssertion binding, string url)
    {
        if (asset is null) log.LeftUnchecked = true;
        else if (binding.Is("c2pa.hash.data")) Data(manifest, binding, asset, url);
        else if (binding.Is("c2pa.hash.boxes")) new BoxHashCheck(asset, log).Run(manifest, binding, url);
        else if (binding.Is("c2pa.hash.collection.data")) CollectionBinding.Check(manifest, binding, asset, url, log);
        else
        {
            log.LeftUnchecked = true;
            log.Information("algorithm.unsupported", url, "The file is bound in a way (for videos) that can't be checked here.");
        }
    }

    private void Data(Manifest manifest, StoredAssertion binding, Asset asset, string url)
    {
        if (binding.Cbor is not { } map
            || map.Bytes("hash") is not { } expected
            || Exclusions(map.List("exclusions"), manifest, asset) is not { } exclusions)
        {
            log.Failure("assertion.dataHash.malformed", url, "The binding to the file can't be read.");
            return;
        }
        if (HashNames.Find(map.Text("alg") ?? manifest.Claim.Algorithm) is not { } algorithm)
        {
            log.Failure("algorithm.unsupported", url, $"The hash algorithm {map.Text("alg")} is not allowed.");
            return;
        }
        if (exclusions.Exists(exclusion => exclusion.End > asset.File.Length))
        {
            log.Failure("assertion.dataHash.mismatch", url, "The file is shorter than it was when it was signed.");
            return;
        }
        if (asset.Place is not { } place)
        {
            if (exclusions.Count > 0)
                log.Information("assertion.dataHash.additionalExclusionsPresent", url, "The binding leaves out parts of the file.");
        }
        else
        {
            if (exclusions.Any(e => e.Start < place.End && e.End > place.Start && (e.Start < place.Start || e.End > place.End)))
            {
                log.Failure("assertion.dataHash.mismatch", url, "The binding leaves out more of the file than its credentials.");
                return;
            }
            if (exclusions.Any(e => e.End <= place.Start || e.Start >= place.End))
                log.Information("assertion.dataHash.additionalExclusionsPresent", url, "The binding leaves out other parts of the file than its credentials.");
        }

        using var hash = IncrementalHash.CreateHash(algorithm);
        asset.Container.Hash(asset.File, exclusions, hash);
        if (expected.Span.SequenceEqual(hash.GetHashAndReset()))
            log.Success("assertion.dataHash.match", url, "The file is as it was signed.");
        else log.Failure("assertion.dataHash.mismatch", url, "The file was changed after signing.");
    }

    // Null when they are not ascending, overlap, or were moved before the file's beginning.
    private List<ByteRange>? Exclusions(IReadOnlyList<object?>? list, Manifest manifest, Asset asset)
    {
        var exclusions = new List<ByteRange>();
        if (list?.Count > MaxExclusions) return null;
        foreach (var item in list ?? [])
        {
            if (item is not CborMap map
                || map.Integer("start") is not (>= 0 and var start)
                || map.Integer("length") is not (>= 0 and var length))
                return null;
            if (start > int.MaxValue || length > int.MaxValue) return null;
            exclusions.Add(new ByteRange(start, length));
        }
        if (manifest != store.Active && asset.Place is { } place) Widen(exclusions, place);
        for (var i = 0; i < exclusions.Count; i++)
            if (exclusions[i].Start < (i > 0 ? exclusions[i - 1].End : 0)) return null;
        return exclusions;
    }

    // An update made the store longer than it was when the file was bound; what lies behind it moved.
    private static void Widen(List<ByteRange> exclusions, ByteRange place)
    {
        var own = exclusions.FindIndex(exclusion => exclusion.Start == place.Start);
        if (own < 0) return;
        var longer = place.Length - exclusions[own].Length;
        exclusions[own] = place;
        for (var i = 0; i < exclusions.Count; i++)
            if (exclusions[i].Start > place.Start) exclusions[i] = exclusions[i] with { Start = exclusions[i].Start + longer };
    }

    private static Manifest? FindBound(ManifestStore store)
    {
        var manifest = store.Active;
        for (var step = 0; manifest is { IsUpdate: true }; step++)
        {
            if (step > store.Manifests.Count) return null;
            var parent = manifest.Ingredients.Select(assertion => assertion.Ingredient).FirstOrDefault(ingredient => ingredient?.Relationship == Ingredient.ParentOf);
            manifest = store.Find(JumbfUri.Parse(parent?.ManifestUri?.Url)?.Manifest);
        }
        return manifest;
    }
}
