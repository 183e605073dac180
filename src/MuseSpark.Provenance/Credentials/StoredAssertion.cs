using System.Security.Cryptography;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>An assertion as it lies in a manifest.</summary>
internal sealed class StoredAssertion
{
    private readonly Lazy<StoredIngredient?> ingredient;
    private readonly Superbox box;
    private (HashAlgorithmName Algorithm, byte[] Hash)? hashed;

    public StoredAssertion(Superbox box, FindingLog log)
    {
        this.box = box;
        if (box.Data("cbor") is { } bytes)
        {
            IsBrokenCbor = !log.TryRead(bytes, out var value);
            Cbor = value as CborMap;
        }
        ingredient = new(() => StoredIngredient.Read(this));
    }

    public Superbox Box => box;

    /// <summary>With its instance, for instance "c2pa.ingredient.v3__1".</summary>
    public string Label => box.Label;

    /// <summary>The content as a map; null when it is none.</summary>
    public CborMap? Cbor { get; }

    /// <summary>The content should be CBOR and is not.</summary>
    public bool IsBrokenCbor { get; }

    /// <summary>Of an ingredient assertion; null when it can't be read.</summary>
    public StoredIngredient? Ingredient => ingredient.Value;

    /// <summary>
    /// Whether it is an assertion of that kind in any version and instance: "c2pa.actions" is true for "c2pa.actions.v2__1".
    /// </summary>
    public bool Is(string kind) => Version(kind) > 0;

    /// <summary>Its version when it is of that kind, else 0.</summary>
    public int Version(string kind)
    {
        var label = Label;
        var instance = label.LastIndexOf("__", StringComparison.Ordinal);
        if (instance > 0) label = label[..instance];
        if (label == kind) return 1;
        if (!label.StartsWith(kind + ".v", StringComparison.Ordinal)) return 0;
        return int.TryParse(label.AsSpan(kind.Length + 2), out var version) && version > 0 ? version : 0;
    }

    /// <summary>The hash for a hashed URI; null when the budget is used up.</summary>
    public byte[]? Hash(HashAlgorithmName algorithm, FindingLog log)
    {
        if (hashed is { } known && known.Algorithm == algorithm) return known.Hash;
        if (!log.MayHash(box.Content.Length)) return null;
        hashed = (algorithm, CryptographicOperations.HashData(algorithm, box.Content.Span));
        return hashed.Value.Hash;
    }
}
