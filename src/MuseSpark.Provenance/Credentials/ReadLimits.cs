namespace MuseSpark.Provenance.Credentials;

/// <summary>How much a file may ask of its reader.</summary>
public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>Bytes of the manifest store.</summary>
    public int StoreBytes { get; init; } = 32 << 20;

    public int Manifests { get; init; } = 256;

    /// <summary>Assertions in one manifest, and as many redactions.</summary>
    public int Assertions { get; init; } = 1000;

    /// <summary>Ingredients of ingredients of ...</summary>
    public int IngredientDepth { get; init; } = 200;

    /// <summary>Bytes that are hashed for assertions and manifests; the file itself comes on top, once.</summary>
    public long HashedBytes { get; init; } = 256L << 20;

    /// <summary>Values of CBOR in all assertions together.</summary>
    public int Values { get; init; } = 1_000_000;

    /// <summary>Signatures and certificates that are verified; a time-stamp counts as eight.</summary>
    public int Certificates { get; init; } = 4096;
}
