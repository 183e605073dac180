using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Walks the ingredients of a manifest and theirs (C2PA 15.11); each manifest is checked once, however often it is named.
/// </summary>
internal sealed class IngredientCheck(ManifestStore store, Action<Manifest> check, ReadLimits limits, FindingLog log)
{
    private readonly HashSet<string> visited = [];

    public void Run(Manifest manifest) => Run(manifest, limits.IngredientDepth);

    private void Run(Manifest manifest, int depth)
    {
        if (!visited.Add(manifest.Label)) return;
        if (depth == 0)
        {
            log.Failure("general.error", JumbfUri.Of(manifest.Label), $"Ingredients are nested deeper than {limits.IngredientDepth} levels.");
            return;
        }
        foreach (var assertion in manifest.Ingredients)
        {
            var outer = log.Ingredient;
            log.Ingredient = JumbfUri.Assertion(manifest.Label, assertion.Label);
            Run(manifest, assertion, log.Ingredient, depth);
            log.Ingredient = outer;
        }
    }

    private void Run(Manifest manifest, StoredAssertion assertion, string url, int depth)
    {
        if (assertion.Ingredient is not { } ingredient)
        {
            // Redacted: its box is there with nothing in it.
            if (assertion.Box.Type != BoxTypes.Uuid) log.Failure("assertion.ingredient.malformed", url, "An ingredient can't be read.");
            return;
        }
        if (ingredient.ManifestUri is not { } uri)
        {
            if (ingredient.Relationship != Ingredient.InputTo)
                log.Information("ingredient.unknownProvenance", url, $"{ingredient.Title ?? "An ingredient"} came without credentials.");
            return;
        }
        if (ingredient.DigitalSourceType is not null)
            log.Failure("assertion.ingredient.malformed", url, "An ingredient with credentials must not state its source as well.");
        if (ingredient is { Version: >= 3, Recorded: null })
            log.Failure("assertion.ingredient.malformed", url, "The signer did not say whether the ingredient's credentials were valid.");
        if (store.Find(JumbfUri.Parse(uri.Url)?.Manifest) is not { } other)
        {
            log.Failure("ingredient.manifest.missing", uri.Url, "The credentials of an ingredient are missing.");
            return;
        }
        Compare(ingredient, uri, other);
        if (visited.Contains(other.Label)) return;
        check(other);
        Run(other, depth - 1);
    }

    private void Compare(StoredIngredient ingredient, HashedUri uri, Manifest other)
    {
        if (HashNames.Find(uri.Algorithm ?? other.Claim.Algorithm) is not { } algorithm)
        {
            log.Failure("algorithm.unsupported", uri.Url, "The hash algorithm of an ingredient is not allowed.");
            return;
        }
        if (!log.MayHash(other.Box.Content.Length + other.ClaimBytes.Length)) return;
        if (Matches(algorithm, other.Box.Content, uri))
        {
            log.Success("ingredient.manifest.validated", uri.Url, "The credentials of an ingredient are as they were.");
            return;
        }

        // Before C2PA 1.3 the hash was that of the claim alone.
        if (other.Claim.Version == 1 && Matches(algorithm, other.ClaimBytes, uri)) return;
        if (!store.RedactedManifests.Contains(other.Label))
            log.Failure("ingredient.manifest.mismatch", uri.Url, "The credentials of an ingredient were changed.");
        else if (other.Claim.Version > 1) CompareSignature(ingredient, uri, other);
    }

    // A redaction changes the manifest, but never its signature.
    private void CompareSignature(StoredIngredient ingredient, HashedUri uri, Manifest other)
    {
        if (ingredient.SignatureUri is not { } signature)
            log.Failure("ingredient.claimSignature.missing", uri.Url, "The signature of an ingredient is not named.");
        else if (HashNames.Find(signature.Algorithm ?? other.Claim.Algorithm) is { } algorithm
            && Matches(algorithm, other.SignatureBox.Content, signature))
            log.Information("ingredient.claimSignature.validated", uri.Url, "The signature of an ingredient is as it was.");
        else log.Failure("ingredient.claimSignature.mismatch", uri.Url, "The signature of an ingredient was changed.");
    }

    private static bool Matches(HashAlgorithmName algorithm, ReadOnlyMemory<byte> bytes, HashedUri uri) =>
        uri.Hash.Span.SequenceEqual(CryptographicOperations.HashData(algorithm, bytes.Span));
}
